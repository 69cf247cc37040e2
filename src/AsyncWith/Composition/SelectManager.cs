using System.Diagnostics;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A manager whose resource is made from that of another manager.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class SelectManager<T, TResult>(IAsyncContextManager<T> manager, Func<T, TResult> selector)
    : IAsyncContextManager<TResult>, INamedManager
{
    private ExitList? _observed; // the exit of the part, if there is an observer
    private Occupancy _occupancy;

    public string Name => nameof(AsyncContextManagerExtensions.Select);

    public override string ToString() => $"{manager}, as {typeof(TResult).Name}{(_occupancy.IsInside ? ", open" : "")}";

    public ValueTask<TResult> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (!_occupancy.TryBeginEnter())
            return TaskExceptions.ToValueTask<TResult>(Occupancy.EnteredTwice(this));

        return Observation.Current is null
            ? Enter(cancellationToken)
            : Handoff.RestoreUnlessCompleted(ExecutionContext.Capture(), Enter(cancellationToken));
    }

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!_occupancy.TryBeginExit())
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        var observed = _observed; // before another block may enter
        _observed = null;
        _occupancy.Leave();
        return observed is null ? manager.ExitAsync(exception) : observed.UnwindAsync(exception);
    }

    private ValueTask<TResult> Enter(CancellationToken cancellationToken)
    {
        var part = ExitStackEntry.Observe(manager);
        T resource;
        try
        {
            var entering = manager.EnterAsync(cancellationToken);
            if (!entering.IsCompletedSuccessfully)
                return Handoff.ToValueTask(EnterPartAsync(part, entering));
            resource = entering.Result; // in the try, since a task source of other code may throw when it is read
        }
        catch (Exception exception)
        {
            part?.NotEntered(exception);
            _occupancy.Leave();
            return TaskExceptions.ToValueTask<TResult>(exception);
        }

        return Select(ExitList.Of(part), resource);
    }

    private async ValueTask<Handoff<TResult>> EnterPartAsync(ExitStackEntry? part, ValueTask<T> entering)
    {
        var enter = await entering.Outcome(continueOnCapturedContext: true);
        if (enter.Exception is not null)
        {
            part?.NotEntered(enter.Exception);
            _occupancy.Leave();
        }

        var resource = enter.ValueOrThrow();
        return new Handoff<TResult>((await Select(ExitList.Of(part), resource).Outcome(continueOnCapturedContext: false)).ValueOrThrow());
    }

    /// <summary>The part is entered.</summary>
    /// <param name="observed">Its exit, if there is an observer.</param>
    /// <param name="resource">Its resource.</param>
    private ValueTask<TResult> Select(ExitList? observed, T resource)
    {
        TResult selected;
        try
        {
            selected = selector(resource);
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            return observed is null
                ? FailureExit.FailEnterAsync<T, TResult>(manager, exception)
                : FailureExit.FailEnterAsync<TResult>(observed.UnwindAsync(exception), exception);
        }

        _observed = observed;
        _occupancy.Enter();
        return new ValueTask<TResult>(selected);
    }
}
