using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>Awaits an enter for its outcome: a failed one is looked at, and not thrown.</summary>
/// <remarks>
/// It is also how ambient state comes with an enter under runtime-async. There a <see cref="ValueTask{T}"/> is awaited in a helper of the
/// runtime, whose ambient state is dropped when it returns; of an awaiter of another type the method calls <c>GetResult</c> itself.
/// </remarks>
internal readonly struct OutcomeAwaiter<T>(ValueTask<T> task) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public OutcomeAwaiter<T> GetAwaiter() => this;

    public Outcome<T> GetResult() =>
        task.IsCompletedSuccessfully ? new Outcome<T>(task.Result) : new Outcome<T>(TaskExceptions.GetException(task.AsTask())!);

    public void OnCompleted(Action continuation) => task.GetAwaiter().OnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => task.GetAwaiter().UnsafeOnCompleted(continuation);
}
