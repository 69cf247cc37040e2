using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>Moves exceptions between tasks without throwing them.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal static class TaskExceptions
{
    /// <summary>Awaits <paramref name="task"/> without throwing what it failed with.</summary>
    internal static OutcomeAwaiter<T> Outcome<T>(this ValueTask<T> task, bool continueOnCapturedContext) => new(task, continueOnCapturedContext);

    /// <summary>The task that an <c>async</c> method leaving with <paramref name="exception"/> would return: cancelled for a cancellation, otherwise
    /// faulted.</summary>
    internal static ValueTask ToValueTask(Exception exception)
    {
        var builder = AsyncValueTaskMethodBuilder.Create();
        builder.SetException(exception);
        return builder.Task;
    }

    /// <inheritdoc cref="ToValueTask"/>
    internal static ValueTask<T> ToValueTask<T>(Exception exception)
    {
        var builder = AsyncValueTaskMethodBuilder<T>.Create();
        builder.SetException(exception);
        return builder.Task;
    }

    /// <summary>The exception that awaiting the ended <paramref name="task"/> would throw, the same instance; <see langword="null"/> if it
    /// succeeded.</summary>
    internal static Exception? GetException(Task task)
    {
        if (task.IsCompletedSuccessfully)
            return null;
        if (task.IsFaulted)
            return task.Exception.InnerException;

        // Only an await returns the instance that is inside a cancelled task.
        try
        {
            task.GetAwaiter().GetResult();
            return null;
        }
        catch (OperationCanceledException canceled)
        {
            return canceled;
        }
    }
}
