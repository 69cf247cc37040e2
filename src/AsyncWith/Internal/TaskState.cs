namespace AsyncWith.Internal;

/// <summary>What a debugger shows of a task. To look at it observes no exception.</summary>
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
