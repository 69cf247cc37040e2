using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>A suspended generator with the compiler's state machine.</summary>
internal sealed class GeneratorFrame<TStateMachine> : GeneratorFrame
    where TStateMachine : IAsyncStateMachine
{
    private static readonly ContextCallback _moveNext = static frame => ((GeneratorFrame<TStateMachine>)frame!)._stateMachine.MoveNext();

    private TStateMachine _stateMachine = default!;
    private Action? _continuation;

    /// <summary>Moves the state machine here from the stack; its builder knows this frame by now.</summary>
    internal void Take(ref TStateMachine stateMachine) => _stateMachine = stateMachine;

    internal void AwaitYield(YieldAwaiter yield)
    {
        Capture();
        yield.Suspend(this);
    }

    internal void Await<TAwaiter>(ref TAwaiter awaiter)
        where TAwaiter : INotifyCompletion
    {
        Capture();
        try
        {
            awaiter.OnCompleted(_continuation ??= Continue);
        }
        catch (Exception exception) // of the awaiter: nobody resumes the generator any more
        {
            End(exception);
        }
    }

    internal void AwaitUnsafe<TAwaiter>(ref TAwaiter awaiter)
        where TAwaiter : ICriticalNotifyCompletion
    {
        Capture();
        try
        {
            awaiter.UnsafeOnCompleted(_continuation ??= Continue);
        }
        catch (Exception exception)
        {
            End(exception);
        }
    }

    internal override void Resume()
    {
        if (Ambient is null)
            _stateMachine.MoveNext();
        else
            ExecutionContext.Run(Ambient, _moveNext, this);
    }

    private void Continue()
    {
        if (!IsOver) // an awaiter may call back where it failed, or twice
            Resume();
    }
}
