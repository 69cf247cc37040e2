using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace AsyncWith.Internal;

/// <summary>The source of a task whose result is a <see cref="Handoff{T}"/>. The awaiting method takes over the ambient state in
/// <c>GetResult</c>.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class HandoffSource<T> : IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<Handoff<T>> _core;

    internal ValueTask<T> Task => new(this, _core.Version);

    internal void SetResult(Handoff<T> handoff)
    {
        _core.RunContinuationsAsynchronously = !Handoff.CanRunInline;
        _core.SetResult(handoff);
    }

    internal void SetException(Exception exception)
    {
        _core.RunContinuationsAsynchronously = !Handoff.CanRunInline;
        _core.SetException(exception);
    }

    T IValueTaskSource<T>.GetResult(short token) => _core.GetResult(token).GetResult();

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
