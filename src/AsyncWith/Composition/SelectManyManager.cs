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
    private ExitList? _exits; // of both, if there is an observer, or if the enter suspended
    private Occupancy _occupancy;

    public string Name => nameof(AsyncContextManagerExtensions.SelectMany);

    public override string ToString() => Volatile.Read(ref _inner) is { } inner ? $"{outer}, {inner}, open" : $"{outer}, then {typeof(TInner).Name}";

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

        var (inner, exits) = (_inner!, _exits); // before another block may enter
        (_inner, _exits) = (null, null);
        _occupancy.Leave();
        if (exits is not null)
            return exits.UnwindAsync(exception);

        var unwinding = new Unwinding(exception);
        var exiting = ManagerExit.CallAsync(inner, unwinding.Next());
        return exception is null && exiting.IsCompletedSuccessfully
            ? ManagerExit.CallAsync(outer, null)
            : ExitOuterAsync(outer, unwinding, exiting).WithResult;
    }

    private ValueTask<TResult> Enter(CancellationToken cancellationToken)
    {
        var part = ExitStackEntry.Observe(outer);
        T resource;
        try
        {
            var entering = outer.EnterAsync(cancellationToken);
            if (!entering.IsCompletedSuccessfully)
                return Handoff.ToValueTask(EnterBothAsync(part ?? ExitStackEntry.Of(outer), entering, cancellationToken));
            resource = entering.Result; // in the try, since a task source of other code may throw when it is read
        }
        catch (Exception exception)
        {
            part?.NotEntered(exception);
            _occupancy.Leave();
            return TaskExceptions.ToValueTask<TResult>(exception);
        }

        return EnterInner(ExitList.Of(part), resource, cancellationToken);
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

    /// <summary>The enter of the first has failed, or not completed.</summary>
    private async ValueTask<Handoff<TResult>> EnterBothAsync(ExitStackEntry part, ValueTask<T> entering, CancellationToken cancellationToken)
    {
        var exits = new ExitList();
        try
        {
            var resource = part.Entered(await entering.Outcome(continueOnCapturedContext: true));
            exits.Push(part);

            var inner = SelectInner(resource);
            part = ExitStackEntry.Observe(inner) ?? ExitStackEntry.Of(inner);
            var innerResource = part.Entered(await ManagerEnter.CallAsync(inner, cancellationToken).Outcome(continueOnCapturedContext: true));
            exits.Push(part);

            var selected = selector(resource, innerResource);
            (_inner, _exits) = (inner, exits);
            _occupancy.Enter();
            return new Handoff<TResult>(selected);
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            await exits.UnwindAsync(exception).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The first is entered.</summary>
    /// <param name="observed">Its exit, if there is an observer.</param>
    /// <param name="resource">Its resource.</param>
    /// <param name="cancellationToken">Cancels the enter of the second.</param>
    private ValueTask<TResult> EnterInner(ExitList? observed, T resource, CancellationToken cancellationToken)
    {
        ExitStackEntry? part = null;
        IAsyncContextManager<TInner> inner;
        TInner innerResource;
        try
        {
            inner = SelectInner(resource);
            part = observed is null ? null : ExitStackEntry.Observe(inner) ?? ExitStackEntry.Of(inner);
            var entering = inner.EnterAsync(cancellationToken);
            if (!entering.IsCompletedSuccessfully)
                return Handoff.ToValueTask(EnterInnerAsync(observed, part, resource, inner, entering));
            innerResource = entering.Result;
        }
        catch (Exception exception)
        {
            part?.NotEntered(exception);
            return ExitOuterAfterFailure(observed, exception);
        }

        observed?.PushEntered(part!);
        return Select(observed, resource, inner, innerResource);
    }

    private async ValueTask<Handoff<TResult>> EnterInnerAsync(
        ExitList? observed, ExitStackEntry? part, T resource, IAsyncContextManager<TInner> inner, ValueTask<TInner> entering)
    {
        var enter = await entering.Outcome(continueOnCapturedContext: true);
        ValueTask<TResult> selecting;
        if (enter.Exception is null)
        {
            observed?.PushEntered(part!);
            selecting = Select(observed, resource, inner, enter.Value!);
        }
        else
        {
            part?.NotEntered(enter.Exception);
            selecting = ExitOuterAfterFailure(observed, enter.Exception);
        }

        return new Handoff<TResult>((await selecting.Outcome(continueOnCapturedContext: false)).ValueOrThrow());
    }

    /// <summary>Both are entered.</summary>
    private ValueTask<TResult> Select(ExitList? observed, T resource, IAsyncContextManager<TInner> inner, TInner innerResource)
    {
        TResult selected;
        try
        {
            selected = selector(resource, innerResource);
        }
        catch (Exception exception)
        {
            _occupancy.Leave();
            if (observed is null)
            {
                observed = new ExitList();
                observed.Push(ExitStackEntry.Of(outer));
                observed.Push(ExitStackEntry.Of(inner));
            }

            return FailureExit.FailEnterAsync<TResult>(observed.UnwindAsync(exception), exception);
        }

        (_inner, _exits) = (inner, observed);
        _occupancy.Enter();
        return new ValueTask<TResult>(selected);
    }

    private ValueTask<TResult> ExitOuterAfterFailure(ExitList? observed, Exception exception)
    {
        _occupancy.Leave();
        return observed is null
            ? FailureExit.FailEnterAsync<T, TResult>(outer, exception)
            : FailureExit.FailEnterAsync<TResult>(observed.UnwindAsync(exception), exception);
    }

    private IAsyncContextManager<TInner> SelectInner(T resource) =>
        select(resource) ?? throw new InvalidOperationException(SelectedNull);
}
