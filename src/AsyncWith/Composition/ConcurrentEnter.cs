namespace AsyncWith;

/// <summary>One of several managers that are entered at the same time.</summary>
internal abstract class ConcurrentEnter
{
    /// <summary>Whether the enter has succeeded.</summary>
    internal bool IsEntered { get; private protected set; }

    /// <summary>The exception of the enter, if it must be reported.</summary>
    internal Exception? Failure { get; set; }

    internal abstract Task RunAsync(CancellationToken cancellationToken);

    internal abstract void PushExit(AsyncExitStack stack);
}
