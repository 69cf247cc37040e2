using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>
/// The awaiter of a task, behind another type. A runtime-async method awaits a <see cref="ValueTask{T}"/> in a helper, whose ambient
/// state is dropped when it returns; of an awaiter that it does not know it calls <see cref="GetResult"/> itself.
/// </summary>
internal readonly struct EnterAwaiter<T>(ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter) : ICriticalNotifyCompletion
{
    public bool IsCompleted => awaiter.IsCompleted;

    public EnterAwaiter<T> GetAwaiter() => this;

    public T GetResult() => awaiter.GetResult();

    public void OnCompleted(Action continuation) => awaiter.OnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => awaiter.UnsafeOnCompleted(continuation);
}
