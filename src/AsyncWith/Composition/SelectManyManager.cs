using System.Diagnostics;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Two managers as one. The second is made from the resource of the first.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class SelectManyManager<T, TInner, TResult>(
    IAsyncContextManager<T> outer, Func<T, IAsyncContextManager<TInner>> select, Func<T, TInner, TResult> selector)
    : IAsyncContextManager<TResult>, INamedManager
{
    private IAsyncContextManager<T>? _outer; // with its observer, once it is entered
    private IAsyncContextManager<TInner>? _inner;
    private Occupancy _occupancy;

    public string Name => nameof(AsyncContextManagerExtensions.SelectMany);

    public override string ToString() => Volatile.Read(ref _inner) is { } inner ? $"{outer}, {inner}, open" : $"{outer}, then {typeof(TInner).Name}";

    public ValueTask<TResult> EnterAsync(CancellationToken cancellationToken = default) => _occupancy.TryBeginEnter()
        ? Handoff.ToValueTask(EnterPartsAsync(cancellationToken))
        : TaskExceptions.ToValueTask<TResult>(Occupancy.EnteredTwice(this));

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!_occupancy.TryBeginExit())
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        var (first, inner) = (_outer!, _inner!); // before another block may enter
        (_outer, _inner) = (null, null);
        _occupancy.Leave();
        return ExitPartsAsync(first, inner, exception).WithResult;
    }

    private async ValueTask<Handoff<TResult>> EnterPartsAsync(CancellationToken cancellationToken)
    {
        var isEntered = false;
        var first = Observation.Observe(outer);
        IAsyncContextManager<TInner>? inner = null;
        try
        {
            var outerResource = (await first.EnterAsync(cancellationToken).Outcome(continueOnCapturedContext: true)).ValueOrThrow();
            isEntered = true;
            var selected = Observation.Observe(select(outerResource));
            var innerResource = (await selected.EnterAsync(cancellationToken).Outcome(continueOnCapturedContext: true)).ValueOrThrow();
            inner = selected;
            var handoff = new Handoff<TResult>(selector(outerResource, innerResource));
            (_outer, _inner) = (first, inner);
            _occupancy.Enter();
            return handoff;
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            var exits = new AsyncExitStack();
            if (isEntered)
                exits.PushExit(first);
            if (inner is not null)
                exits.PushExit(inner);
            await FailureExit.RunAsync(exits, exception).ConfigureAwait(false);
            throw; // also where an exit suppressed it: without a resource there is no block to run
        }
    }

    private static async StatementTask<bool> ExitPartsAsync(IAsyncContextManager<T> first, IAsyncContextManager<TInner> inner, Exception? exception)
    {
        var unwinding = new Unwinding(exception);
        unwinding.Ended(await ManagerExit.CallAsync(inner, unwinding.Next()).Outcome(continueOnCapturedContext: true));
        unwinding.Ended(await ManagerExit.CallAsync(first, unwinding.Next()).Outcome(continueOnCapturedContext: false));

        var outcome = unwinding.Outcome();
        if (outcome.Exception is not null)
            await new Failure(outcome.Exception);
        return outcome.Value;
    }
}
