using Xunit;

// Tests wait for most of their time, for the service or for a limit: more of them run at once than there are processors.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
