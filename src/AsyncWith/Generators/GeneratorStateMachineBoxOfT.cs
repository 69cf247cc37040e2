using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A generator that has suspended, with the state machine that the compiler made of it.</summary>
internal sealed class GeneratorStateMachineBox<TStateMachine> : GeneratorStateMachineBox
    where TStateMachine : IAsyncStateMachine
{
    private static readonly ContextCallback _moveNext = static box => ((GeneratorStateMachineBox<TStateMachine>)box!)._stateMachine.MoveNext();

    private TStateMachine _stateMachine = default!;
    private Action? _continuation;

    internal override string MethodName => Internal.MethodName.OfStateMachine(typeof(TStateMachine));

    /// <summary>Moves the state machine here from the stack. Its builder has to refer to this box by then.</summary>
    internal void SetStateMachine(ref TStateMachine stateMachine) => _stateMachine = stateMachine;

    internal void AwaitYield(YieldAwaiter awaiter)
    {
        CaptureContext();
        if (Failure is not { } failure)
        {
            awaiter.OnCompleted(this);
        }
        else
        {
            awaiter.Fail(failure.Exception);
            Resume();
        }
    }

    internal void AwaitOnCompleted<TAwaiter>(ref TAwaiter awaiter)
        where TAwaiter : INotifyCompletion
    {
        var since = ExceptionContext.Now;
        try
        {
            awaiter.OnCompleted(GetContinuation());
        }
        catch (Exception exception)
        {
            Fail(exception, since);
        }
    }

    internal void AwaitUnsafeOnCompleted<TAwaiter>(ref TAwaiter awaiter)
        where TAwaiter : ICriticalNotifyCompletion
    {
        var since = ExceptionContext.Now;
        try
        {
            awaiter.UnsafeOnCompleted(GetContinuation());
        }
        catch (Exception exception)
        {
            Fail(exception, since);
        }
    }

    internal override void Resume()
    {
        if (Context is null)
            _stateMachine.MoveNext();
        else
            ExecutionContext.Run(Context, _moveNext, this);
    }

    private Action GetContinuation()
    {
        CaptureContext();
        BeginAwait();
        return _continuation ??= Continue;
    }

    private void Continue()
    {
        if (TryEndAwait()) // an awaiter may call back twice, or call back and throw
            Resume();
    }

    /// <summary>Resumes the generator after an awaiter has thrown, so that its finally blocks run. It gets the result of that awaiter.</summary>
    /// <remarks>On the thread pool, because a result that is not there may be waited for.</remarks>
    private void Fail(Exception exception, long since)
    {
        Failure = new AwaiterFailure(exception, since);
        ThreadPool.UnsafeQueueUserWorkItem(static box => box.Continue(), this, preferLocal: false);
    }
}
