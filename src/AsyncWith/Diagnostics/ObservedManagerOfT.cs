using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>One use of a manager, which tells an observer. It changes nothing of what the manager does, nor of where that runs.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class ObservedManager<T>(IAsyncContextManager<T> manager, ContextObserver observer) : IAsyncContextManager<T>
{
    private readonly object? _token = observer.Entering(manager, ManagerName.Of(manager));
    private AbandonmentWatch? _watch;

    public override string? ToString() => manager.ToString();

    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<T> entering;
        try
        {
            entering = manager.EnterAsync(cancellationToken);
        }
        catch (Exception thrown)
        {
            return NotEntered(thrown);
        }

        if (!entering.IsCompleted)
            return AwaitEnter(entering);
        if (!entering.IsCompletedSuccessfully)
            return NotEntered(TaskExceptions.GetException(entering.AsTask())!);

        var resource = entering.Result;
        Entered();
        return new ValueTask<T>(resource);
    }

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        observer.Exiting(_token, exception);
        ValueTask<bool> exit;
        try
        {
            exit = manager.ExitAsync(exception);
        }
        catch (Exception thrown)
        {
            Threw(thrown);
            return TaskExceptions.ToValueTask<bool>(thrown);
        }

        return exit.IsCompletedSuccessfully
            ? new ValueTask<bool>(Exited(exit.Result, exception))
            : AwaitExitAsync(exit.AsTask(), exception).WithResult;
    }

    private ValueTask<T> AwaitEnter(ValueTask<T> entering)
    {
        var source = new HandoffSource<T>();
        Await();
        return source.Task;

        async void Await()
        {
            var enter = await entering.Outcome(continueOnCapturedContext: false);
            if (enter.Exception is { } thrown)
            {
                observer.Ended(_token, ContextOutcome.NotEntered, thrown);
                source.SetException(thrown);
            }
            else
            {
                Entered();
                source.SetResult(new Handoff<T>(enter.Value!));
            }
        }
    }

    private async StatementTask<bool> AwaitExitAsync(Task<bool> exit, Exception? exception)
    {
        await ((Task)exit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (TaskExceptions.GetException(exit) is not { } thrown)
            return Exited(exit.Result, exception);

        Threw(thrown);
        await new Failure(thrown);
        return false;
    }

    private void Entered()
    {
        if (observer.FindsAbandoned)
            _watch = new AbandonmentWatch(observer, _token);
        observer.Entered(_token);
    }

    private ValueTask<T> NotEntered(Exception thrown)
    {
        observer.Ended(_token, ContextOutcome.NotEntered, thrown);
        return TaskExceptions.ToValueTask<T>(thrown);
    }

    private bool Exited(bool suppress, Exception? exception)
    {
        if (exception is null)
            End(ContextOutcome.Completed, null);
        else if (suppress)
            End(ContextOutcome.Suppressed, exception);
        else
            Threw(exception);
        return suppress;
    }

    private void Threw(Exception exception) =>
        End(exception is OperationCanceledException ? ContextOutcome.Canceled : ContextOutcome.Failed, exception);

    private void End(ContextOutcome outcome, Exception? exception)
    {
        _watch?.Stop();
        observer.Ended(_token, outcome, exception);
    }
}
