using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace AsyncWith.Internal;

/// <summary>The source of a task that completes with another one. It passes on the continuation, so nothing is awaited twice, and what the other task
/// does to the ambient state of its awaiter reaches the awaiter of this one.</summary>
/// <typeparam name="T">The result of the other task.</typeparam>
/// <typeparam name="TResult">The result of this one.</typeparam>
[DebuggerStepThrough, StackTraceHidden]
internal abstract class ForwardingSource<T, TResult> : IValueTaskSource<TResult>
{
    private const string TakenBefore =
        "The result of EnterAsync or ExitAsync was read twice, or was read before the task had completed. Await the task exactly once.";

    private readonly Action _resume;
    private ValueTask<T> _task;
    private Action<object?>? _continuation;
    private object? _state;
    private short _version;

    protected ForwardingSource() => _resume = Resume;

    /// <summary>A task that completes with <paramref name="task"/>. Call it again only after the result of the one before has been read.</summary>
    internal ValueTask<TResult> Start(ValueTask<T> task)
    {
        _task = task;
        return new ValueTask<TResult>(this, _version);
    }

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        var task = _task;
        if (token != _version || !task.IsCompleted)
            throw new InvalidOperationException(TakenBefore);

        _version++; // what is left of this task cannot touch the next one
        _task = default;
        return GetResult(task);
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) =>
        token != _version ? throw new InvalidOperationException(TakenBefore)
        : !_task.IsCompleted ? ValueTaskSourceStatus.Pending
        : _task.IsCompletedSuccessfully ? ValueTaskSourceStatus.Succeeded
        : _task.IsCanceled ? ValueTaskSourceStatus.Canceled
        : ValueTaskSourceStatus.Faulted;

    void IValueTaskSource<TResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (token != _version || Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
            throw new InvalidOperationException(TakenBefore);

        _state = state;
        var awaiter = _task.ConfigureAwait((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0).GetAwaiter();
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            awaiter.OnCompleted(_resume);
        else
            awaiter.UnsafeOnCompleted(_resume);
    }

    /// <summary>The result, or what is thrown instead.</summary>
    /// <param name="completed">The other task, completed.</param>
    protected abstract TResult GetResult(ValueTask<T> completed);

    private void Resume()
    {
        var (continuation, state) = (_continuation!, _state);
        (_continuation, _state) = (null, null); // before the result is taken
        continuation(state);
    }
}
