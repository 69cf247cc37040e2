using System.Diagnostics;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A manager whose resource is made from that of another manager.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class SelectManager<T, TResult>(IAsyncContextManager<T> manager, Func<T, TResult> selector)
    : IAsyncContextManager<TResult>, INamedManager
{
    private IAsyncContextManager<T>? _part; // with its observer, once it is entered
    private Occupancy _occupancy;

    public string Name => nameof(AsyncContextManagerExtensions.Select);

    public override string ToString() => $"{manager}, as {typeof(TResult).Name}{(_occupancy.IsInside ? ", open" : "")}";

    public ValueTask<TResult> EnterAsync(CancellationToken cancellationToken = default) => _occupancy.TryBeginEnter()
        ? Handoff.ToValueTask(EnterPartAsync(cancellationToken))
        : TaskExceptions.ToValueTask<TResult>(Occupancy.EnteredTwice(this));

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!_occupancy.TryBeginExit())
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        var part = _part!; // before another block may enter
        _part = null;
        _occupancy.Leave();
        return part.ExitAsync(exception);
    }

    private async ValueTask<Handoff<TResult>> EnterPartAsync(CancellationToken cancellationToken)
    {
        var isEntered = false;
        var part = Observation.Observe(manager);
        try
        {
            var resource = (await part.EnterAsync(cancellationToken).Outcome(continueOnCapturedContext: true)).ValueOrThrow();
            isEntered = true;
            var handoff = new Handoff<TResult>(selector(resource));
            _part = part;
            _occupancy.Enter();
            return handoff;
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            if (isEntered)
                await FailureExit.RunAsync(part, exception).ConfigureAwait(false);
            throw; // also where the exit suppressed it: without a resource there is no block to run
        }
    }
}
