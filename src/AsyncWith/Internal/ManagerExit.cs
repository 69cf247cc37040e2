using System.Diagnostics;

namespace AsyncWith.Internal;

/// <summary>Calls the exit of a manager.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal static class ManagerExit
{
    /// <summary>Calls the exit. Neither the method nor the properties of the task throw: an exception is in the task.</summary>
    internal static ValueTask<bool> CallAsync<T>(IAsyncContextManager<T> manager, Exception? exception)
    {
        try
        {
            var exiting = manager.ExitAsync(exception);
            return manager is ILibraryExit ? exiting : Check(exiting);
        }
        catch (Exception thrown)
        {
            return TaskExceptions.ToValueTask<bool>(thrown);
        }
    }

    /// <summary>The same exit in a task of the library. A task source of other code may throw when its status or its result is read.</summary>
    internal static ValueTask<bool> Check(ValueTask<bool> exiting) =>
        exiting.IsCompletedSuccessfully ? new ValueTask<bool>(exiting.Result) : new ValueTask<bool>(exiting.AsTask());
}
