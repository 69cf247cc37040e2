using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith.Diagnostics;

/// <summary>One use of a manager, which tells an observer. It changes nothing of what the manager does, nor of where that runs.</summary>
/// <remarks>It is for those that enter in one place and exit in another. A statement tells the observer itself.</remarks>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class ObservedManager<T>(IAsyncContextManager<T> manager, ContextObserver observer) : IAsyncContextManager<T>
{
    private ObservedUse<T> _use = new(observer, manager);

    internal ref ObservedUse<T> Use => ref _use;

    public override string? ToString() => _use.Manager.ToString();

    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        ValueTask<T> entering;
        bool isEntered;
        try
        {
            entering = _use.Manager.EnterAsync(cancellationToken);
            isEntered = entering.IsCompletedSuccessfully; // which a task source of other code may throw
        }
        catch (Exception thrown)
        {
            _use.Threw(thrown);
            return TaskExceptions.ToValueTask<T>(thrown);
        }

        if (!isEntered)
            return new ObservedEnter<T>(this).Start(entering);

        var resource = entering.Result;
        _use.Entered();
        return new ValueTask<T>(resource);
    }

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        _use.Exiting(exception);
        ValueTask<bool> exit;
        bool isExited;
        try
        {
            exit = _use.Manager.ExitAsync(exception);
            isExited = exit.IsCompletedSuccessfully;
        }
        catch (Exception thrown)
        {
            _use.Threw(thrown);
            return TaskExceptions.ToValueTask<bool>(thrown);
        }

        if (!isExited)
            return new ObservedExit<T>(this, exception).Start(exit);

        var suppresses = exit.Result;
        _use.Exited(new Outcome<bool>(suppresses), exception);
        return new ValueTask<bool>(suppresses);
    }
}
