using System.Diagnostics;
using System.Threading.Tasks.Sources;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>The task of an observed exit that did not complete at once. The observer is told when the result is read.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class ObservedExit<T>(ObservedManager<T> manager, ValueTask<bool> exiting, Exception? exception)
    : ForwardingSource, IValueTaskSource<bool>
{
    private ValueTask<bool> _exiting = exiting;

    internal ValueTask<bool> Task => new(this, Version);

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        var exiting = Take(ref _exiting, token);
        bool suppresses;
        try
        {
            suppresses = exiting.GetAwaiter().GetResult();
        }
        catch (Exception thrown)
        {
            manager.Threw(thrown);
            throw;
        }

        manager.Exited(suppresses, exception);
        return suppresses;
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => GetStatus(_exiting, token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnCompleted(_exiting, continuation, state, token, flags);
}
