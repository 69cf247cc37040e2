using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>The runtime's own builder, which it forwards everything to, except for a <see cref="Failure"/> and an
/// <see cref="OutcomeAwaiter{T}"/>.</summary>
internal struct StatementTaskMethodBuilder<T>
{
    private AsyncTaskMethodBuilder<T> _method;

    public StatementTask<T> Task => new(_method.Task);

    public static StatementTaskMethodBuilder<T> Create() => default;

    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => _method.Start(ref stateMachine);

    public void SetStateMachine(IAsyncStateMachine stateMachine) => _method.SetStateMachine(stateMachine);

    public void SetResult(T result) => _method.SetResult(result);

    public void SetException(Exception exception) => _method.SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => _method.AwaitOnCompleted(ref awaiter, ref stateMachine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        // By type, since "awaiter is Failure" makes an object of an awaiter whose type argument is a class.
        if (typeof(TAwaiter) == typeof(Failure))
            _method.SetException(Unsafe.As<TAwaiter, Failure>(ref awaiter).Exception); // and never resumes the method
        else if (typeof(TAwaiter) == typeof(OutcomeAwaiter<bool>))
            Unsafe.As<TAwaiter, OutcomeAwaiter<bool>>(ref awaiter).AwaitUnsafeOnCompleted(ref _method, ref stateMachine);
        else if (typeof(TAwaiter) == typeof(OutcomeAwaiter<T>))
            Unsafe.As<TAwaiter, OutcomeAwaiter<T>>(ref awaiter).AwaitUnsafeOnCompleted(ref _method, ref stateMachine);
        else if (awaiter is IOutcomeAwaiter other)
            other.AwaitUnsafeOnCompleted(ref _method, ref stateMachine);
        else
            _method.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
    }
}
