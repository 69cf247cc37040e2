using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>Used by the compiler for <c>async Scoped&lt;T&gt;</c> methods. It is the runtime's own builder, and runs the exits after the method has
/// ended and before its task completes.</summary>
/// <typeparam name="T">The result.</typeparam>
/// <remarks>
/// Not for use in code:
/// <code>
/// async Scoped&lt;int&gt; CountAsync() => await (await Scope.Enter(Connect())).CountAsync(); // the compiler calls the builder
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct ScopedMethodBuilder<T>
{
    private const string NoResult =
        "A context manager suppressed the exception of a scoped method, so the method has no result. "
        + "Run that part with UseOrDefaultAsync inside the method, or make the method return Scoped. The inner exception is the suppressed one.";

    private AsyncValueTaskMethodBuilder<T> _method;
    private ScopeFrame? _scope;

    /// <summary>The task of the method.</summary>
    public Scoped<T> Task => new(_method.Task);

    /// <summary>Creates a builder.</summary>
    /// <returns>The builder.</returns>
    public static ScopedMethodBuilder<T> Create() => new() { _method = AsyncValueTaskMethodBuilder<T>.Create() };

    /// <summary>Runs the method up to its first suspension. Ambient state that it sets does not reach the caller.</summary>
    /// <typeparam name="TStateMachine">The method's state machine.</typeparam>
    /// <param name="stateMachine">The method's state machine.</param>
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => _method.Start(ref stateMachine);

    /// <summary>Not used by the compiler today.</summary>
    /// <param name="stateMachine">The method's state machine.</param>
    public void SetStateMachine(IAsyncStateMachine stateMachine) => _method.SetStateMachine(stateMachine);

    /// <summary>Suspends the method.</summary>
    /// <typeparam name="TAwaiter">What is awaited.</typeparam>
    /// <typeparam name="TStateMachine">The method's state machine.</typeparam>
    /// <param name="awaiter">What is awaited.</param>
    /// <param name="stateMachine">The method's state machine.</param>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        _scope?.Suspend();
        _method.AwaitOnCompleted(ref awaiter, ref stateMachine);
    }

    /// <summary>Suspends the method, or runs a step of its scope.</summary>
    /// <typeparam name="TAwaiter">What is awaited.</typeparam>
    /// <typeparam name="TStateMachine">The method's state machine.</typeparam>
    /// <param name="awaiter">What is awaited.</param>
    /// <param name="stateMachine">The method's state machine.</param>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        if (!ScopeFrame.TryRun(ref _scope, ref awaiter, ref stateMachine))
            _method.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
    }

    /// <summary>The method returned: exits what it entered, then completes its task.</summary>
    /// <param name="result">The result.</param>
    public void SetResult(T result)
    {
        if (_scope is null)
            _method.SetResult(result);
        else
            End(_scope.EndAsync(null, NoResult), result);
    }

    /// <summary>An exception left the method: exits what it entered, then completes its task.</summary>
    /// <param name="exception">The exception.</param>
    public void SetException(Exception exception)
    {
        if (_scope is null)
            _method.SetException(exception);
        else
            End(_scope.EndAsync(exception, NoResult), default!);
    }

    private void End(ValueTask<Exception?> exits, T result)
    {
        if (exits.IsCompleted)
        {
            Set(ref _method, exits.Result, result);
            return;
        }

        // A copy of the builder ends the method, so the task that both share must exist before the copy is made.
        _ = _method.Task;
        _ = EndAsync(_method, exits, result);
    }

    private static async Task EndAsync(AsyncValueTaskMethodBuilder<T> method, ValueTask<Exception?> exits, T result) =>
        Set(ref method, await exits.ConfigureAwait(false), result);

    private static void Set(ref AsyncValueTaskMethodBuilder<T> method, Exception? exception, T result)
    {
        if (exception is null)
            method.SetResult(result);
        else
            method.SetException(exception);
    }
}
