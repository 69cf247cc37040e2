namespace AsyncWith;

/// <summary>
/// What a manager's exit is told when an <c>await using</c> block ended without saying that it succeeded: the block threw, or it
/// forgot to say so. <c>DisposeAsync</c> cannot tell the two apart, so unknown counts as failure.
/// </summary>
/// <remarks>
/// <code>
/// await using var scope = await manager.BeginAsync();
/// await scope.Resource.WorkAsync();
/// scope.Complete(); // without this line the exit sees a ScopeNotCompletedException
/// </code>
/// </remarks>
public sealed class ScopeNotCompletedException : InvalidOperationException
{
    internal const string ScopeMessage =
        "The scope was disposed without Complete(), so its block counts as failed. Call Complete() as the last statement of a block that succeeded.";

    internal const string StackMessage =
        "The exit stack was disposed without CloseAsync(), so its block counts as failed. "
            + "Await CloseAsync() as the last statement of a block that succeeded.";

    /// <summary>Makes one with the standard message.</summary>
    public ScopeNotCompletedException()
        : this(ScopeMessage)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public ScopeNotCompletedException(string? message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What it was caused by.</param>
    public ScopeNotCompletedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
