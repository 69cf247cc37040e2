namespace AsyncWith;

/// <summary>
/// The exception that is passed to a manager's exit when an <c>await using</c> block ended without marking success. The block threw, or the call is
/// missing. <c>DisposeAsync</c> cannot distinguish the two, so both count as a failure.
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

    /// <summary>Creates an exception with the default message.</summary>
    public ScopeNotCompletedException()
        : this(ScopeMessage)
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public ScopeNotCompletedException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and a cause.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ScopeNotCompletedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
