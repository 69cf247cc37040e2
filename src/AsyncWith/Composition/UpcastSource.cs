using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace AsyncWith;

/// <summary>The task of an enter, with the resource as its base class. It is used again after its result has been read.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class UpcastSource<T, TBase> : IValueTaskSource<TBase>
    where T : class, TBase
    where TBase : class
{
    private const string TakenBefore =
        "The result of EnterAsync was read twice, or was read before the enter had completed. Await the task of EnterAsync exactly once.";

    private readonly UpcastManager<T, TBase> _manager;
    private readonly Action _resume;
    private ValueTask<T> _entering;
    private Action<object?>? _continuation;
    private object? _state;
    private short _version;

    internal UpcastSource(UpcastManager<T, TBase> manager)
    {
        _manager = manager;
        _resume = Resume;
    }

    internal ValueTask<TBase> Start(ValueTask<T> entering)
    {
        _entering = entering;
        return new ValueTask<TBase>(this, _version);
    }

    TBase IValueTaskSource<TBase>.GetResult(short token)
    {
        var entering = _entering;
        if (token != _version || !entering.IsCompleted)
            throw new InvalidOperationException(TakenBefore);

        _version++; // what is left of this task cannot touch the next one
        _entering = default;
        _manager.Return(this);
        return entering.GetAwaiter().GetResult();
    }

    ValueTaskSourceStatus IValueTaskSource<TBase>.GetStatus(short token) =>
        token != _version ? throw new InvalidOperationException(TakenBefore)
        : !_entering.IsCompleted ? ValueTaskSourceStatus.Pending
        : _entering.IsCompletedSuccessfully ? ValueTaskSourceStatus.Succeeded
        : _entering.IsCanceled ? ValueTaskSourceStatus.Canceled
        : ValueTaskSourceStatus.Faulted;

    void IValueTaskSource<TBase>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (token != _version)
            throw new InvalidOperationException(TakenBefore);

        _continuation = continuation;
        _state = state;
        var awaiter = _entering.ConfigureAwait((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0).GetAwaiter();
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
