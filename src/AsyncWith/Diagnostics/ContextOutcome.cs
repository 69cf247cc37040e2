namespace AsyncWith.Diagnostics;

/// <summary>How a context ended, as a <see cref="ContextObserver"/> is told.</summary>
/// <remarks>
/// <code>
/// public override void Ended(object? token, ContextOutcome outcome, Exception? exception)
/// {
///     if (outcome is ContextOutcome.Failed or ContextOutcome.NotEntered)
///         Console.Error.WriteLine(exception);
/// }
/// </code>
/// </remarks>
public enum ContextOutcome
{
    /// <summary>The block completed, and so did the exit.</summary>
    Completed,

    /// <summary>An exception left the context: that of the block, or the one that the exit threw.</summary>
    Failed,

    /// <summary>An <see cref="OperationCanceledException"/> left the context.</summary>
    Canceled,

    /// <summary>An exception left the block, and the exit suppressed it.</summary>
    Suppressed,

    /// <summary>The enter threw, for whatever reason. Neither the block nor the exit ran.</summary>
    NotEntered,
}
