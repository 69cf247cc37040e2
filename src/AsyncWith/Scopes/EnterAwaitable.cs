using System.ComponentModel;

namespace AsyncWith;

/// <summary>What <see cref="Scope.Enter"/> returns: await it in an <c>async Scoped</c> method to enter the manager.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// Nothing happens before the <see langword="await"/>:
/// <code>
/// var connection = await Scope.Enter(Connect(), cancellationToken);
/// </code>
/// </remarks>
public sealed class EnterAwaitable<T> : IScopeStep
{
    private readonly IAsyncContextManager<T> _manager;
    private readonly CancellationToken _cancellationToken;
    private ValueTask<T> _entering;
    private bool _started;

    internal EnterAwaitable(IAsyncContextManager<T> manager, CancellationToken cancellationToken)
    {
        _manager = manager;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Called by <see langword="await"/>: always <see langword="false"/>, since the scope is known only once the method suspends.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool IsCompleted => false;

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <returns>This object.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EnterAwaitable<T> GetAwaiter() => this;

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <returns>The resource.</returns>
    /// <exception cref="InvalidOperationException">The awaiting method is not an <c>async Scoped</c> method. Nothing was entered.</exception>
    /// <exception cref="Exception">What entering threw.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public T GetResult()
    {
        if (!_started)
            throw new InvalidOperationException(IScopeStep.OutsideScopedMethod);
        _started = false;
        return _entering.GetAwaiter().GetResult();
    }

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <param name="continuation">Resumes the method.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <param name="continuation">Resumes the method.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void UnsafeOnCompleted(Action continuation)
    {
        if (_started)
            _entering.GetAwaiter().UnsafeOnCompleted(continuation);
        else
            IScopeStep.ResumeToThrow(continuation);
    }

    bool IScopeStep.Start(AsyncExitStack scope)
    {
        _started = true;
        _entering = scope.EnterContextAsync(_manager, _cancellationToken);
        return _entering.IsCompleted;
    }
}
