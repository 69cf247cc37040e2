namespace AsyncWith.Diagnostics;

/// <summary>Is told when contexts open and end, anywhere in the process. Derive from it, and pass it to
/// <see cref="ContextDiagnostics.Subscribe"/>.</summary>
/// <remarks>
/// <code>
/// sealed class OpenContexts : ContextObserver
/// {
///     private int _open;
///
///     public int Count => _open;
///
///     public override object? Entering(object manager, string name)
///     {
///         Interlocked.Increment(ref _open);
///         return null;
///     }
///
///     public override void Entered(object? token)
///     {
///     }
///
///     public override void Exiting(object? token, Exception? exception)
///     {
///     }
///
///     public override void Ended(object? token, ContextOutcome outcome, Exception? exception) => Interlocked.Decrement(ref _open);
/// }
///
/// using var subscription = ContextDiagnostics.Subscribe(new OpenContexts());
/// </code>
/// A context is one use of a manager by the statement, an exit stack, a scope, <c>BeginAsync</c>, or a manager that is composed of others. Its
/// methods are called in the order below, on the thread that enters or exits, possibly for many contexts at once. They should be quick, do not await,
/// and use no manager that is observed. Where one throws, the observer is unsubscribed, and nothing else happens.
/// </remarks>
public abstract class ContextObserver
{
    /// <summary>
    /// Whether <see cref="Abandoned"/> is wanted, which costs a finalizable object for each open context. Read once, when the observer is subscribed.
    /// </summary>
    public virtual bool FindsAbandoned => false;

    /// <summary>A manager is about to be entered.</summary>
    /// <param name="manager">The manager.</param>
    /// <param name="name">
    /// Its name: the one given with <c>Named</c>; else, of a manager made from functions, the method that made it; else its type.
    /// </param>
    /// <returns>What the other methods are given for this context. May be <see langword="null"/>.</returns>
    /// <remarks>An <see cref="AsyncLocal{T}"/> that it sets is visible while the manager enters, in the block, and while the manager exits.</remarks>
    public abstract object? Entering(object manager, string name);

    /// <summary>The manager has been entered: the block follows.</summary>
    /// <param name="token">What <see cref="Entering"/> returned.</param>
    public abstract void Entered(object? token);

    /// <summary>The block has ended, and the manager is about to be exited.</summary>
    /// <param name="token">What <see cref="Entering"/> returned.</param>
    /// <param name="exception">What left the block, or <see langword="null"/>.</param>
    public abstract void Exiting(object? token, Exception? exception);

    /// <summary>The context is over. Called once; the last call, and after <see cref="Entering"/> the only one where the enter failed.</summary>
    /// <param name="token">What <see cref="Entering"/> returned.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="exception">The exception that left the context, was suppressed, or was thrown by the enter; <see langword="null"/> where it
    /// completed.</param>
    public abstract void Ended(object? token, ContextOutcome outcome, Exception? exception);

    /// <summary>Nothing refers to the context any more, so it can no longer be exited. Called by the finalizer's thread, if
    /// <see cref="FindsAbandoned"/>.</summary>
    /// <param name="token">What <see cref="Entering"/> returned.</param>
    public virtual void Abandoned(object? token)
    {
    }
}
