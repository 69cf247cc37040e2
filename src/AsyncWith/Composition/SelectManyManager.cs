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

    private IAsyncContextManager<T>? _outer; // with its observer, once it is entered
    private IAsyncContextManager<TInner>? _inner;
    private Occupancy _occupancy;

    public string Name => nameof(AsyncContextManagerExtensions.SelectMany);

    public override string ToString() => Volatile.Read(ref _inner) is { } inner ? $"{outer}, {inner}, open" : $"{outer}, then {typeof(TInner).Name}";

    public ValueTask<TResult> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (!_occupancy.TryBeginEnter())
            return TaskExceptions.ToValueTask<TResult>(Occupancy.EnteredTwice(this));

        var first = Observation.Observe(outer);
        T resource;
        try
        {
            var entering = first.EnterAsync(cancellationToken);
            if (!entering.IsCompletedSuccessfully)
                return Handoff.ToValueTask(EnterOuterAsync(first, entering, cancellationToken));
            resource = entering.Result; // in the try, since a task source of other code may throw when it is read
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            return TaskExceptions.ToValueTask<TResult>(exception);
        }

        return EnterInner(first, resource, cancellationToken);
    }

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (!_occupancy.TryBeginExit())
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        var (first, inner) = (_outer!, _inner!); // before another block may enter
        (_outer, _inner) = (null, null);
        _occupancy.Leave();

        var unwinding = new Unwinding(exception);
        var exiting = ManagerExit.CallAsync(inner, unwinding.Next());
        return exception is null && exiting.IsCompletedSuccessfully
            ? ManagerExit.CallAsync(first, null)
            : ExitOuterAsync(first, unwinding, exiting).WithResult;
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

    private async ValueTask<Handoff<TResult>> EnterOuterAsync(
        IAsyncContextManager<T> first, ValueTask<T> entering, CancellationToken cancellationToken)
    {
        var enter = await entering.Outcome(continueOnCapturedContext: true);
        if (enter.Exception is not null)
            _occupancy.Leave();
        return new Handoff<TResult>(
            (await EnterInner(first, enter.ValueOrThrow(), cancellationToken).Outcome(continueOnCapturedContext: false)).ValueOrThrow());
    }

    /// <summary>The first is entered.</summary>
    private ValueTask<TResult> EnterInner(IAsyncContextManager<T> first, T resource, CancellationToken cancellationToken)
    {
        try
        {
            var selected = select(resource) ?? throw new InvalidOperationException(SelectedNull);
            var inner = Observation.Observe(selected);
            var entering = inner.EnterAsync(cancellationToken);
            return entering.IsCompletedSuccessfully
                ? Select(first, resource, inner, entering.Result)
                : Handoff.ToValueTask(EnterInnerAsync(first, resource, inner, entering));
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            return FailureExit.FailEnterAsync<T, TResult>(first, exception);
        }
    }

    private async ValueTask<Handoff<TResult>> EnterInnerAsync(
        IAsyncContextManager<T> first, T resource, IAsyncContextManager<TInner> inner, ValueTask<TInner> entering)
    {
        var enter = await entering.Outcome(continueOnCapturedContext: true);
        if (enter.Exception is not null)
            _occupancy.Leave();
        var selecting = enter.Exception is null
            ? Select(first, resource, inner, enter.Value!)
            : FailureExit.FailEnterAsync<T, TResult>(first, enter.Exception);
        return new Handoff<TResult>((await selecting.Outcome(continueOnCapturedContext: false)).ValueOrThrow());
    }

    /// <summary>Both are entered.</summary>
    private ValueTask<TResult> Select(IAsyncContextManager<T> first, T resource, IAsyncContextManager<TInner> inner, TInner innerResource)
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
            exits.PushExit(first);
            exits.PushExit(inner);
            return FailureExit.FailEnterAsync<AsyncExitStack, TResult>(exits, exception);
        }

        (_outer, _inner) = (first, inner);
        _occupancy.Enter();
        return new ValueTask<TResult>(selected);
    }
}
