using System.ComponentModel;

namespace AsyncWith.Diagnostics;

/// <summary>The part of <see cref="ContextTree"/> that is told of ends: its events have the names of the methods of
/// <see cref="ContextObserver"/>.</summary>
/// <remarks>
/// Not for use in code:
/// <code>
/// using var tree = new ContextTree(); // is one
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ContextTreeObserver : ContextObserver
{
    private protected ContextTreeObserver()
    {
    }

    /// <inheritdoc/>
    public sealed override void Ended(object? token, ContextOutcome outcome, Exception? exception) => OnEnded(token, outcome, exception);

    /// <inheritdoc/>
    public sealed override void Abandoned(object? token) => OnAbandoned(token);

    private protected abstract void OnEnded(object? token, ContextOutcome outcome, Exception? exception);

    private protected abstract void OnAbandoned(object? token);
}
