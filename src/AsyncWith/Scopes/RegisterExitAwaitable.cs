using System.ComponentModel;
using System.Diagnostics;

namespace AsyncWith;

/// <summary>The result of <c>Scope.Defer</c> and <c>Scope.OnExit</c>. Await it in an <c>async Scoped</c> method to register the exit.</summary>
/// <remarks>
/// The exit is not registered before the <see langword="await"/>:
/// <code>
/// await Scope.Defer(async () => await NotifyAsync());
/// </code>
/// </remarks>
[DebuggerDisplay("{State,nq}")]
public sealed class RegisterExitAwaitable : IScopeStep
{
    private readonly ExitStackEntry _exit;
    private bool _registered;

    internal RegisterExitAwaitable(ExitStackEntry exit) => _exit = exit;

    /// <summary>Called by <see langword="await"/>: always <see langword="false"/>, since the scope is known only once the method suspends.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool IsCompleted => false;

    private string State => _registered ? "registered" : "not registered";

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <returns>This object.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public RegisterExitAwaitable GetAwaiter() => this;

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <exception cref="InvalidOperationException">The awaiting method is not an <c>async Scoped</c> method. Nothing was registered.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void GetResult()
    {
        if (!_registered)
            throw new InvalidOperationException(IScopeStep.OutsideScopedMethod);
        _registered = false;
    }

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <param name="continuation">Resumes the method.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void OnCompleted(Action continuation) => IScopeStep.ResumeToThrowWithFlow(continuation);

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <param name="continuation">Resumes the method.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void UnsafeOnCompleted(Action continuation) => IScopeStep.ResumeToThrow(continuation);

    bool IScopeStep.Start(ScopeFrame scope)
    {
        scope.Push(_exit.Copy()); // it may be awaited again
        return _registered = true;
    }
}
