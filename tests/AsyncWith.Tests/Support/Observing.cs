using Xunit;

namespace AsyncWith.Tests.Support;

/// <summary>Tests that subscribe observers run by themselves: observers are told of all contexts of the process, and cost time.</summary>
[CollectionDefinition(nameof(Observing), DisableParallelization = true)]
public sealed class Observing;
