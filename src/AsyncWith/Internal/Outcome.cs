using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace AsyncWith.Internal;

/// <summary>How something ended: with a value, or with an exception.</summary>
internal readonly struct Outcome<T>
{
    internal Outcome(T value) => Value = value;

    internal Outcome(Exception exception) => Exception = exception;

    internal T? Value { get; }

    internal Exception? Exception { get; }

    internal T ValueOrThrow()
    {
        if (Exception is not null)
            ExceptionDispatchInfo.Throw(Exception);
        return Value!;
    }

    internal T? ValueOr(Func<Exception, T?> fallback) => Exception is null ? Value : fallback(Exception);
}

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
        task.IsCompletedSuccessfully ? new Outcome<T>(task.Result) : new Outcome<T>(Faults.Of(task.AsTask())!);

    public void OnCompleted(Action continuation) => task.GetAwaiter().OnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => task.GetAwaiter().UnsafeOnCompleted(continuation);
}
