using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A manager whose resource is made from that of another manager.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class SelectManager<T, TResult>(IAsyncContextManager<T> manager, Func<T, TResult> selector) : IAsyncContextManager<TResult>
{
    private Occupancy _occupancy;

    public override string ToString() => $"{manager}, as {typeof(TResult).Name}{(_occupancy.IsInside ? ", open" : "")}";

    public ValueTask<TResult> EnterAsync(CancellationToken cancellationToken = default) => _occupancy.TryBeginEnter()
        ? Handoff.ToValueTask(EnterPartAsync(cancellationToken))
        : TaskExceptions.ToValueTask<TResult>(Occupancy.EnteredTwice(this));

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!_occupancy.TryBeginExit())
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        _occupancy.Leave();
        return manager.ExitAsync(exception);
    }

    private async ValueTask<Handoff<TResult>> EnterPartAsync(CancellationToken cancellationToken)
    {
        var isEntered = false;
        try
        {
            var resource = (await manager.EnterAsync(cancellationToken).Outcome()).ValueOrThrow();
            isEntered = true;
            var handoff = new Handoff<TResult>(selector(resource));
            _occupancy.Enter();
            return handoff;
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            if (isEntered)
                await FailureExit.RunAsync(manager, exception).ConfigureAwait(false);
            throw; // also where the exit suppressed it: without a resource there is no block to run
        }
    }
}
