using System.Diagnostics;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A manager whose resource is made from that of another manager.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class SelectManager<T, TResult>(IAsyncContextManager<T> manager, Func<T, TResult> selector)
    : IAsyncContextManager<TResult>, INamedManager
{
    private AsyncExitStack? _observed; // has entered the part, if there is an observer
    private Occupancy _occupancy;

    public string Name => nameof(AsyncContextManagerExtensions.Select);

    public override string ToString() => $"{manager}, as {typeof(TResult).Name}{(_occupancy.IsInside ? ", open" : "")}";

    public ValueTask<TResult> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (!_occupancy.TryBeginEnter())
            return TaskExceptions.ToValueTask<TResult>(Occupancy.EnteredTwice(this));

        if (Observation.Current is not null)
            return Handoff.ToValueTask(EnterObservedAsync(cancellationToken));

        T resource;
        try
        {
            var entering = manager.EnterAsync(cancellationToken);
            if (!entering.IsCompletedSuccessfully)
                return Handoff.ToValueTask(EnterPartAsync(entering));
            resource = entering.Result; // in the try, since a task source of other code may throw when it is read
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            return TaskExceptions.ToValueTask<TResult>(exception);
        }

        return Select(resource);
    }

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!_occupancy.TryBeginExit())
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        var observed = _observed; // before another block may enter
        _observed = null;
        _occupancy.Leave();
        return observed is null ? manager.ExitAsync(exception) : observed.ExitAsync(exception);
    }

    private async ValueTask<Handoff<TResult>> EnterPartAsync(ValueTask<T> entering)
    {
        var enter = await entering.Outcome(continueOnCapturedContext: true);
        if (enter.Exception is not null)
            _occupancy.Leave();
        return new Handoff<TResult>((await Select(enter.ValueOrThrow()).Outcome(continueOnCapturedContext: false)).ValueOrThrow());
    }

    /// <summary>The part is entered.</summary>
    private ValueTask<TResult> Select(T resource)
    {
        TResult selected;
        try
        {
            selected = selector(resource);
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            return FailureExit.FailEnterAsync<T, TResult>(manager, exception);
        }

        _occupancy.Enter();
        return new ValueTask<TResult>(selected);
    }

    private async ValueTask<Handoff<TResult>> EnterObservedAsync(CancellationToken cancellationToken)
    {
        var stack = new AsyncExitStack();
        try
        {
            var part = ExitStackEntry.Observe(manager) ?? ExitStackEntry.Of(manager);
            var resource = part.Entered(await ManagerEnter.CallAsync(manager, cancellationToken).Outcome(continueOnCapturedContext: true));
            stack.Push(part);
            var selected = selector(resource);
            _observed = stack;
            _occupancy.Enter();
            return new Handoff<TResult>(selected);
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            await FailureExit.RunAsync(stack, exception).ConfigureAwait(false);
            throw;
        }
    }
}
