using System.Diagnostics;

namespace AsyncWith.Internal;

/// <summary>Calls the enter of a manager.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal static class ManagerEnter
{
    /// <summary>Calls the enter. An exception is in the task, also one of a task source of other code that throws when it is read.</summary>
    internal static ValueTask<T> CallAsync<T>(IAsyncContextManager<T> manager, CancellationToken cancellationToken)
    {
        try
        {
            var entering = manager.EnterAsync(cancellationToken);
            _ = entering.IsCompleted;
            return entering;
        }
        catch (Exception exception)
        {
            return TaskExceptions.ToValueTask<T>(exception);
        }
    }
}
