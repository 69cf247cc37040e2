using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>Used by the compiler for <c>async Scoped</c> methods: as <see cref="ScopedMethodBuilder{T}"/>, without a result.</summary>
/// <remarks>
/// Not for use in code:
/// <code>
/// async Scoped SendAsync() => await (await Scope.Enter(Connect())).SendAsync("hello"); // the compiler calls the builder
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct ScopedMethodBuilder
{
    private AsyncTaskMethodBuilder _method;
    private ScopeFrame? _scope;

    /// <summary>The task of the method.</summary>
    public Scoped Task => new(_method.Task);

    /// <summary>Creates a builder.</summary>
    /// <returns>The builder.</returns>
    public static ScopedMethodBuilder Create() => new() { _method = AsyncTaskMethodBuilder.Create() };

    /// <inheritdoc cref="ScopedMethodBuilder{T}.Start"/>
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => _method.Start(ref stateMachine);

    /// <inheritdoc cref="ScopedMethodBuilder{T}.SetStateMachine"/>
    public void SetStateMachine(IAsyncStateMachine stateMachine) => _method.SetStateMachine(stateMachine);

    /// <inheritdoc cref="ScopedMethodBuilder{T}.AwaitOnCompleted"/>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        _scope?.Suspend();
        _method.AwaitOnCompleted(ref awaiter, ref stateMachine);
    }

    /// <inheritdoc cref="ScopedMethodBuilder{T}.AwaitUnsafeOnCompleted"/>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        if (!ScopeFrame.TryRun(ref _scope, ref awaiter, ref stateMachine))
            _method.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
    }

    /// <summary>The method returned: exits what it entered, then completes its task.</summary>
    public void SetResult()
    {
        if (_scope is null)
            _method.SetResult();
        else
            End(_scope.EndAsync(null, noResult: null));
    }

    /// <inheritdoc cref="ScopedMethodBuilder{T}.SetException"/>
    public void SetException(Exception exception)
    {
        if (_scope is null)
            _method.SetException(exception);
        else
            End(_scope.EndAsync(exception, noResult: null));
    }

    private void End(ValueTask<Exception?> exits)
    {
        if (exits.IsCompleted)
        {
            Set(ref _method, exits.Result);
            return;
        }

        // A copy of the builder ends the method, so the task that both share must exist before the copy is made.
        _ = _method.Task;
        _ = EndAsync(_method, exits);
    }

    private static async Task EndAsync(AsyncTaskMethodBuilder method, ValueTask<Exception?> exits) =>
        Set(ref method, await exits.ConfigureAwait(false));

    private static void Set(ref AsyncTaskMethodBuilder method, Exception? exception)
    {
        if (exception is null)
            method.SetResult();
        else
            method.SetException(exception);
    }
}
