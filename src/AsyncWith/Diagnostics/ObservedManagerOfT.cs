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
            NotEntered(thrown);
            return TaskExceptions.ToValueTask<T>(thrown);
        }

        if (!entering.IsCompletedSuccessfully)
            return new ObservedEnter<T>(this).Start(entering);

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

        if (!exit.IsCompletedSuccessfully)
            return new ObservedExit<T>(this, exception).Start(exit);

        var suppresses = exit.Result;
        Exited(suppresses, exception);
        return new ValueTask<bool>(suppresses);
    }

    internal void Entered()
    {
        if (observer.FindsAbandoned)
            _watch = new AbandonmentWatch(observer, _token);
        observer.Entered(_token);
    }

    internal void NotEntered(Exception thrown) => observer.Ended(_token, ContextOutcome.NotEntered, thrown);

    /// <summary>The exit has completed. It was told of <paramref name="exception"/>.</summary>
    internal void Exited(bool suppresses, Exception? exception)
    {
        if (exception is null)
            End(ContextOutcome.Completed, null);
        else if (suppresses)
            End(ContextOutcome.Suppressed, exception);
        else
            Threw(exception);
    }

    /// <summary>The use fails with <paramref name="exception"/>, of the block or of the exit.</summary>
    internal void Threw(Exception exception) =>
        End(exception is OperationCanceledException ? ContextOutcome.Canceled : ContextOutcome.Failed, exception);

    private void End(ContextOutcome outcome, Exception? exception)
    {
        _watch?.Stop();
        observer.Ended(_token, outcome, exception);
    }
}
