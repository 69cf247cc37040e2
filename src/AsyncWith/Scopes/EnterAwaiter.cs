using System.ComponentModel;

namespace AsyncWith;

/// <summary>One await of an <see cref="EnterAwaitable{T}"/>. The compiler uses it.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// Not for use in code:
/// <code>
/// var connection = await Scope.Enter(Connect()); // the compiler calls the awaiter
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EnterAwaiter<T> : IScopeStep
{
    private readonly IAsyncContextManager<T> _manager;
    private readonly CancellationToken _cancellationToken;
    private ValueTask<T> _entering;
    private bool _started;

    internal EnterAwaiter(IAsyncContextManager<T> manager, CancellationToken cancellationToken)
    {
        _manager = manager;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Always <see langword="false"/>, since the scope is known only once the method suspends.</summary>
    public bool IsCompleted => false;

    /// <summary>The result of the await.</summary>
    /// <returns>The resource.</returns>
    /// <exception cref="InvalidOperationException">The awaiting method is not an <c>async Scoped</c> method. Nothing was entered.</exception>
    /// <exception cref="Exception">What entering threw.</exception>
    public T GetResult() => _started ? _entering.GetAwaiter().GetResult() : throw new InvalidOperationException(IScopeStep.OutsideScopedMethod);

    /// <summary>Suspends the method.</summary>
    /// <param name="continuation">Resumes it.</param>
    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    /// <summary>Suspends the method.</summary>
    /// <param name="continuation">Resumes it.</param>
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
