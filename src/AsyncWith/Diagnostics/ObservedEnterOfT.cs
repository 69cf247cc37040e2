using System.Diagnostics;
using System.Threading.Tasks.Sources;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>The task of an observed enter that did not complete at once. The observer is told when the result is read.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class ObservedEnter<T>(ObservedManager<T> manager, ValueTask<T> entering) : ForwardingSource, IValueTaskSource<T>
{
    private ValueTask<T> _entering = entering;

    internal ValueTask<T> Task => new(this, Version);

    T IValueTaskSource<T>.GetResult(short token)
    {
        var entering = Take(ref _entering, token);
        T resource;
        try
        {
            resource = entering.GetAwaiter().GetResult();
        }
        catch (Exception thrown)
        {
            manager.NotEntered(thrown);
            throw;
        }

        manager.Entered();
        return resource;
    }

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => GetStatus(_entering, token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnCompleted(_entering, continuation, state, token, flags);
}
