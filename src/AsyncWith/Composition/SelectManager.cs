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

    public ValueTask<TResult> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (!_occupancy.TryBeginEnter())
            return TaskExceptions.ToValueTask<TResult>(Occupancy.EnteredTwice(this));

        var part = Observation.Observe(manager);
        T resource;
        try
        {
            var entering = part.EnterAsync(cancellationToken);
            if (!entering.IsCompletedSuccessfully)
                return Handoff.ToValueTask(EnterPartAsync(part, entering));
            resource = entering.Result; // in the try, since a task source of other code may throw when it is read
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            return TaskExceptions.ToValueTask<TResult>(exception);
        }

        return Select(part, resource);
    }

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!_occupancy.TryBeginExit())
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        var part = _part!; // before another block may enter
        _part = null;
        _occupancy.Leave();
        return part.ExitAsync(exception);
    }

    private async ValueTask<Handoff<TResult>> EnterPartAsync(IAsyncContextManager<T> part, ValueTask<T> entering)
    {
        var enter = await entering.Outcome(continueOnCapturedContext: true);
        if (enter.Exception is not null)
            _occupancy.Leave();
        return new Handoff<TResult>((await Select(part, enter.ValueOrThrow()).Outcome(continueOnCapturedContext: false)).ValueOrThrow());
    }

    /// <summary>The part is entered.</summary>
    private ValueTask<TResult> Select(IAsyncContextManager<T> part, T resource)
    {
        TResult selected;
        try
        {
            selected = selector(resource);
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            return FailureExit.FailEnterAsync<T, TResult>(part, exception);
        }

        _part = part;
        _occupancy.Enter();
        return new ValueTask<TResult>(selected);
    }
}
