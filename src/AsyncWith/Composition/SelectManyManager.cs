using System.Diagnostics;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Two managers as one. The second is made from the resource of the first.</summary>
/// <remarks>As the statement, it is no <c>async</c> method where its parts complete synchronously.</remarks>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class SelectManyManager<T, TInner, TResult>(
    IAsyncContextManager<T> outer, Func<T, IAsyncContextManager<TInner>> select, Func<T, TInner, TResult> selector)
    : IAsyncContextManager<TResult>, INamedManager
{
    private const string SelectedNull =
        "The function that makes the second of two managers from the resource of the first returned null. Return a manager.";

    private IAsyncContextManager<TInner>? _inner;
    private AsyncExitStack? _observed; // has entered both, if there is an observer
    private Occupancy _occupancy;

    public string Name => nameof(AsyncContextManagerExtensions.SelectMany);

    public override string ToString() => Volatile.Read(ref _inner) is { } inner ? $"{outer}, {inner}, open" : $"{outer}, then {typeof(TInner).Name}";

    public ValueTask<TResult> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (!_occupancy.TryBeginEnter())
            return TaskExceptions.ToValueTask<TResult>(Occupancy.EnteredTwice(this));

        if (Observation.Current is not null)
            return Handoff.ToValueTask(EnterObservedAsync(cancellationToken));

        T resource;
        try
        {
            var entering = outer.EnterAsync(cancellationToken);
            if (!entering.IsCompletedSuccessfully)
                return Handoff.ToValueTask(EnterOuterAsync(entering, cancellationToken));
            resource = entering.Result; // in the try, since a task source of other code may throw when it is read
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            return TaskExceptions.ToValueTask<TResult>(exception);
        }

        return EnterInner(resource, cancellationToken);
    }

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!_occupancy.TryBeginExit())
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        var (inner, observed) = (_inner!, _observed); // before another block may enter
        (_inner, _observed) = (null, null);
        _occupancy.Leave();
        if (observed is not null)
            return observed.ExitAsync(exception);

        var unwinding = new Unwinding(exception);
        var exiting = ManagerExit.CallAsync(inner, unwinding.Next());
        return exception is null && exiting.IsCompletedSuccessfully
            ? ManagerExit.CallAsync(outer, null)
            : ExitOuterAsync(outer, unwinding, exiting).WithResult;
    }

    private static async StatementTask<bool> ExitOuterAsync(IAsyncContextManager<T> first, Unwinding unwinding, ValueTask<bool> exiting)
    {
        unwinding.Ended(await exiting.Outcome(continueOnCapturedContext: true));
        unwinding.Ended(await ManagerExit.CallAsync(first, unwinding.Next()).Outcome(continueOnCapturedContext: false));

        var outcome = unwinding.Outcome();
        if (outcome.Exception is not null)
            await new Failure(outcome.Exception);
        return outcome.Value;
    }

    private async ValueTask<Handoff<TResult>> EnterOuterAsync(ValueTask<T> entering, CancellationToken cancellationToken)
    {
        var enter = await entering.Outcome(continueOnCapturedContext: true);
        if (enter.Exception is not null)
            _occupancy.Leave();
        return new Handoff<TResult>(
            (await EnterInner(enter.ValueOrThrow(), cancellationToken).Outcome(continueOnCapturedContext: false)).ValueOrThrow());
    }

    /// <summary>The first is entered.</summary>
    private ValueTask<TResult> EnterInner(T resource, CancellationToken cancellationToken)
    {
        try
        {
            var inner = SelectInner(resource);
            var entering = inner.EnterAsync(cancellationToken);
            return entering.IsCompletedSuccessfully
                ? Select(resource, inner, entering.Result)
                : Handoff.ToValueTask(EnterInnerAsync(resource, inner, entering));
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            return FailureExit.FailEnterAsync<T, TResult>(outer, exception);
        }
    }

    private async ValueTask<Handoff<TResult>> EnterInnerAsync(T resource, IAsyncContextManager<TInner> inner, ValueTask<TInner> entering)
    {
        var enter = await entering.Outcome(continueOnCapturedContext: true);
        if (enter.Exception is not null)
            _occupancy.Leave();
        var selecting = enter.Exception is null
            ? Select(resource, inner, enter.Value!)
            : FailureExit.FailEnterAsync<T, TResult>(outer, enter.Exception);
        return new Handoff<TResult>((await selecting.Outcome(continueOnCapturedContext: false)).ValueOrThrow());
    }

    /// <summary>Both are entered.</summary>
    private ValueTask<TResult> Select(T resource, IAsyncContextManager<TInner> inner, TInner innerResource)
    {
        TResult selected;
        try
        {
            selected = selector(resource, innerResource);
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            var exits = new AsyncExitStack();
            exits.PushExit(outer);
            exits.PushExit(inner);
            return FailureExit.FailEnterAsync<AsyncExitStack, TResult>(exits, exception);
        }

        _inner = inner;
        _occupancy.Enter();
        return new ValueTask<TResult>(selected);
    }

    private async ValueTask<Handoff<TResult>> EnterObservedAsync(CancellationToken cancellationToken)
    {
        var stack = new AsyncExitStack();
        try
        {
            var part = ExitStackEntry.Observe(outer) ?? ExitStackEntry.Of(outer);
            var resource = part.Entered(await ManagerEnter.CallAsync(outer, cancellationToken).Outcome(continueOnCapturedContext: true));
            stack.Push(part);

            var inner = SelectInner(resource);
            part = ExitStackEntry.Observe(inner) ?? ExitStackEntry.Of(inner);
            var innerResource = part.Entered(await ManagerEnter.CallAsync(inner, cancellationToken).Outcome(continueOnCapturedContext: true));
            stack.Push(part);

            var selected = selector(resource, innerResource);
            (_inner, _observed) = (inner, stack);
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

    private IAsyncContextManager<TInner> SelectInner(T resource) =>
        select(resource) ?? throw new InvalidOperationException(SelectedNull);
}
