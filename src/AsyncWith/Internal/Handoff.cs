using System.Threading.Tasks.Sources;

namespace AsyncWith.Internal;

/// <summary>
/// A value together with the ambient state (<see cref="AsyncLocal{T}"/>, culture, current activity) of the place that made it.
/// An <c>async</c> method restores its caller's ambient state when it returns, so what it set is lost; taking the value
/// brings it back (rule G5).
/// </summary>
internal readonly struct Handoff<T>
{
    private readonly T _value;
    private readonly ExecutionContext? _ambient; // null where the flow is suppressed

    internal Handoff(T value)
        : this(value, ExecutionContext.Capture())
    {
    }

    internal Handoff(T value, ExecutionContext? ambient)
    {
        _value = value;
        _ambient = ambient;
    }

    /// <summary>Gives the value, and its ambient state to the method that is running.</summary>
    internal T Take()
    {
        if (_ambient is not null)
            ExecutionContext.Restore(_ambient);
        return _value;
    }
}

internal static class Handoff
{
    /// <summary>A task whose awaiter takes over what <paramref name="steps"/> hands off.</summary>
    internal static ValueTask<T> TakeAsync<T>(ValueTask<Handoff<T>> steps)
    {
        if (steps.IsCompletedSuccessfully)
            return new ValueTask<T>(steps.Result.Take());

        var source = new HandoffSource<T>();
        Complete(source, steps);
        return source.Task;
    }

    /// <summary>Whether a caller without a context must not go on inline here: some code before happens to be on one (rule U2).</summary>
    internal static bool IsOnForeignContext => SynchronizationContext.Current is not null || TaskScheduler.Current != TaskScheduler.Default;

    private static async void Complete<T>(HandoffSource<T> source, ValueTask<Handoff<T>> steps)
    {
        Handoff<T> handoff;
        try
        {
            handoff = await steps.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            source.SetException(exception);
            return;
        }

        source.SetResult(handoff);
    }
}

/// <summary>A promise of a <see cref="Handoff{T}"/>. The ambient state comes with <c>GetResult</c>, in the awaiting method itself.</summary>
internal sealed class HandoffSource<T> : IValueTaskSource<T>
{
    private ManualResetValueTaskSourceCore<Handoff<T>> _core;

    internal ValueTask<T> Task => new(this, _core.Version);

    internal void SetResult(Handoff<T> handoff)
    {
        _core.RunContinuationsAsynchronously = Handoff.IsOnForeignContext;
        _core.SetResult(handoff);
    }

    internal void SetException(Exception exception)
    {
        _core.RunContinuationsAsynchronously = Handoff.IsOnForeignContext;
        _core.SetException(exception);
    }

    T IValueTaskSource<T>.GetResult(short token) => _core.GetResult(token).Take();

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
