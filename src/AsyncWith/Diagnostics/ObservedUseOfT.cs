using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>A use that an observer is told of. Creating it says that the manager is about to be entered.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal struct ObservedUse<T>(ContextObserver observer, IAsyncContextManager<T> manager) : IManagerUse<T>
{
    private object? _token = Entering(observer, manager); // or the watch that has it

    public static bool IsObserved => true;

    public readonly IAsyncContextManager<T> Manager => manager;

    private readonly object? Token => _token is AbandonmentWatch watch ? watch.Token : _token;

    public void Entered()
    {
        var token = _token;
        if (observer.FindsAbandoned)
            _token = new AbandonmentWatch(observer, token);
        observer.Entered(token);
    }

    public readonly void NotEntered(Exception exception) => observer.Ended(_token, ContextOutcome.NotEntered, exception);

    public readonly void Exiting(Exception? exception) => observer.Exiting(Token, exception);

    public readonly void Exited(Outcome<bool> exit, Exception? exception)
    {
        (_token as AbandonmentWatch)?.Stop();
        exception = exit.Exception ?? exception;
        var outcome =
            exception is null ? ContextOutcome.Completed
            : exit.Value ? ContextOutcome.Suppressed
            : exception is OperationCanceledException ? ContextOutcome.Canceled
            : ContextOutcome.Failed;
        observer.Ended(Token, outcome, exception);
    }

    /// <summary>A manager that only determines where another one runs is not told of: the other one is.</summary>
    private static object? Entering(ContextObserver observer, IAsyncContextManager<T> manager)
    {
        while (manager is IOuterManager<T> outer)
            manager = outer.Inner;
        return observer.Entering(manager, ManagerName.Of(manager));
    }
}
