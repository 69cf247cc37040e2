using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace AsyncWith;

/// <summary>The task of an enter, with the resource as its base class. It is used again after its result has been read.</summary>
/// <remarks>It passes on the continuation, so nothing is awaited twice, and what the enter does to the ambient state of its awaiter reaches the
/// awaiter of this task.</remarks>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class UpcastSource<T, TBase> : IValueTaskSource<TBase>
    where T : class, TBase
    where TBase : class
{
    private const string TakenBefore =
        "The result of EnterAsync was read twice, or was read before the task had completed. Await the task exactly once.";

    private readonly UpcastManager<T, TBase> _manager;
    private readonly Action _resume;
    private ValueTask<T> _task;
    private Action<object?>? _continuation;
    private object? _state;
    private short _version;

    internal UpcastSource(UpcastManager<T, TBase> manager)
    {
        _manager = manager;
        _resume = Resume;
    }

    /// <summary>A task that completes with <paramref name="task"/>. Call it again only after the result of the one before has been read.</summary>
    internal ValueTask<TBase> Start(ValueTask<T> task)
    {
        _task = task;
        return new ValueTask<TBase>(this, _version);
    }

    TBase IValueTaskSource<TBase>.GetResult(short token)
    {
        var task = _task;
        if (token != _version || !task.IsCompleted)
            throw new InvalidOperationException(TakenBefore);

        _version++; // what is left of this task cannot touch the next one
        _task = default;
        _manager.Return(this);
        return task.GetAwaiter().GetResult();
    }

    ValueTaskSourceStatus IValueTaskSource<TBase>.GetStatus(short token) =>
        token != _version ? throw new InvalidOperationException(TakenBefore)
        : !_task.IsCompleted ? ValueTaskSourceStatus.Pending
        : _task.IsCompletedSuccessfully ? ValueTaskSourceStatus.Succeeded
        : _task.IsCanceled ? ValueTaskSourceStatus.Canceled
        : ValueTaskSourceStatus.Faulted;

    void IValueTaskSource<TBase>.OnCompleted(
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

    private void Resume()
    {
        var (continuation, state) = (_continuation!, _state);
        (_continuation, _state) = (null, null); // before the result is taken
        continuation(state);
    }
}
