using System.Diagnostics;
using System.Threading.Tasks.Sources;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The task of an enter, with the resource as its base class. It is used again after its result has been read.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class UpcastSource<T, TBase>(UpcastManager<T, TBase> manager) : ForwardingSource, IValueTaskSource<TBase>
    where T : class, TBase
    where TBase : class
{
    private ValueTask<T> _entering;

    internal ValueTask<TBase> Start(ValueTask<T> entering)
    {
        _entering = entering;
        return new ValueTask<TBase>(this, Version);
    }

    TBase IValueTaskSource<TBase>.GetResult(short token)
    {
        var entering = Take(ref _entering, token);
        manager.Return(this);
        return entering.GetAwaiter().GetResult();
    }

    ValueTaskSourceStatus IValueTaskSource<TBase>.GetStatus(short token) => GetStatus(_entering, token);

    void IValueTaskSource<TBase>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnCompleted(_entering, continuation, state, token, flags);
}
