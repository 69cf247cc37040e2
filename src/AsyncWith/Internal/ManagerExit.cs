using System.Diagnostics;

namespace AsyncWith.Internal;

/// <summary>Calls the exit of a manager.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal static class ManagerExit
{
    /// <summary>Calls the exit. It throws nothing: an exception is in the returned task.</summary>
    internal static ValueTask<bool> CallAsync<T>(IAsyncContextManager<T> manager, Exception? exception)
    {
        try
        {
            return manager.ExitAsync(exception);
        }
        catch (Exception thrown)
        {
            return TaskExceptions.ToValueTask<bool>(thrown);
        }
    }
}
