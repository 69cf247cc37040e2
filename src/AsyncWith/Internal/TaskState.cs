namespace AsyncWith.Internal;

/// <summary>The state of a task, for debuggers. Reading it does not mark the exception of the task as observed.</summary>
internal static class TaskState
{
    internal static string Of(Task? task) => task switch
    {
        null or { IsCompletedSuccessfully: true } => "completed",
        { IsFaulted: true } => "failed",
        { IsCanceled: true } => "canceled",
        _ => "running",
    };
}
