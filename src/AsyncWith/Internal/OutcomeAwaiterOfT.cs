using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>Awaits a task for its outcome: an exception is returned, and not thrown.</summary>
/// <remarks>
/// A throw costs 2 to 3 microseconds, and adds the library's method to the exception's stack trace.
/// The awaiter is also how ambient state comes with an enter under runtime-async. There a <see cref="ValueTask{T}"/> is awaited in a helper of the
/// runtime, whose ambient state is dropped when it returns; of an awaiter of another type the method calls <c>GetResult</c> itself.
/// </remarks>
[DebuggerStepThrough, StackTraceHidden]
internal readonly struct OutcomeAwaiter<T>(ValueTask<T> task, bool continueOnCapturedContext) : ICriticalNotifyCompletion, IOutcomeAwaiter
{
    public bool IsCompleted
    {
        get
        {
            try
            {
                return task.IsCompleted;
            }
            catch (Exception) // of a task source of other code
            {
                return true; // the result says so
            }
        }
    }

    private ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter Awaiter => task.ConfigureAwait(continueOnCapturedContext).GetAwaiter();

    public OutcomeAwaiter<T> GetAwaiter() => this;

    public Outcome<T> GetResult()
    {
        try
        {
            if (task.IsCompletedSuccessfully || !task.IsCompleted) // a source that has resumed the method too early says so in its result
                return new Outcome<T>(task.Result);

            var failed = task.AsTask();
            return TaskExceptions.GetException(failed) is { } exception ? new Outcome<T>(exception) : new Outcome<T>(failed.Result);
        }
        catch (Exception thrown) // of a source that reports a wrong status
        {
            return new Outcome<T>(thrown);
        }
    }

    public void OnCompleted(Action continuation) => Awaiter.OnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => Awaiter.UnsafeOnCompleted(continuation);

    public void AwaitUnsafeOnCompleted<TResult, TStateMachine>(ref AsyncTaskMethodBuilder<TResult> method, ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        var awaiter = Awaiter;
        method.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
    }
}
