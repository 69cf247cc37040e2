using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>The task of an <c>async</c> method that can fail without throwing: by awaiting a <see cref="Failure"/>.</summary>
[AsyncMethodBuilder(typeof(StatementMethodBuilder<>))]
internal readonly struct Statement<T>(Task<T> task)
{
    internal ValueTask<T> WithResult => new(task);

    internal ValueTask WithoutResult => new(task);
}

/// <summary>Awaiting it ends a <see cref="Statement{T}"/> method with the exception, as a <c>throw</c> would, for a throw less: 2 to 3 microseconds.</summary>
internal readonly struct Failure(Exception exception) : ICriticalNotifyCompletion
{
    internal Exception Exception => exception;

    public bool IsCompleted => false;

    public Failure GetAwaiter() => this;

    public void GetResult() => throw new InvalidOperationException("A method that has failed does not go on.");

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => throw new InvalidOperationException("Only a method that returns Statement can fail this way.");
}

/// <summary>The runtime's own builder, which it forwards everything to, but for a <see cref="Failure"/>.</summary>
internal struct StatementMethodBuilder<T>
{
    private AsyncTaskMethodBuilder<T> _method;

    public Statement<T> Task => new(_method.Task);

    public static StatementMethodBuilder<T> Create() => default;

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
        if (awaiter is Failure failure)
            _method.SetException(failure.Exception); // and never resumes the method
        else
            _method.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
    }
}

/// <summary>The result of a statement without one.</summary>
internal readonly struct Nothing;
