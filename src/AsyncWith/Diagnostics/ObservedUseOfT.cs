using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>A use that an observer is told of. Creating it says that the manager is about to be entered.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal struct ObservedUse<T>(ContextObserver observer, IAsyncContextManager<T> manager) : IManagerUse<T>
{
    private readonly object? _token = Entering(observer, manager);
    private AbandonmentWatch? _watch;
    private bool _isEntered;

    public static bool IsObserved => true;

    public readonly IAsyncContextManager<T> Manager => manager;

    public void Entered()
    {
        _isEntered = true;
        if (observer.FindsAbandoned)
            _watch = new AbandonmentWatch(observer, _token);
        observer.Entered(_token);
    }

    public readonly void Exiting(Exception? exception) => observer.Exiting(_token, exception);

    public readonly void Exited(Outcome<bool> exit, Exception? exception)
    {
        if (exit.Exception is not null)
            Threw(exit.Exception);
        else if (exception is null)
            End(ContextOutcome.Completed, null);
        else if (exit.Value)
            End(ContextOutcome.Suppressed, exception);
        else
            Threw(exception);
    }

    public readonly void Threw(Exception exception) =>
        End(
            !_isEntered ? ContextOutcome.NotEntered
            : exception is OperationCanceledException ? ContextOutcome.Canceled
            : ContextOutcome.Failed,
            exception);

    /// <summary>A manager that only determines where another one runs is not told of: the other one is.</summary>
    private static object? Entering(ContextObserver observer, IAsyncContextManager<T> manager)
    {
        while (manager is IOuterManager<T> outer)
            manager = outer.Inner;
        return observer.Entering(manager, ManagerName.Of(manager));
    }

    private readonly void End(ContextOutcome outcome, Exception? exception)
    {
        _watch?.Stop();
        observer.Ended(_token, outcome, exception);
    }
}
