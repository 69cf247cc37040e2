namespace AsyncWith.Tests.Support;

/// <summary>Turns what would hang into a failing test.</summary>
public static class TaskTimeoutExtensions
{
    /// <summary>Far above what any step takes on a busy machine: it is reached by a deadlock only.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);

    public static Task OrTimeout(this ValueTask task) => task.AsTask().OrTimeout();

    public static Task<T> OrTimeout<T>(this ValueTask<T> task) => task.AsTask().OrTimeout();

    public static async Task OrTimeout(this Task task)
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new HangException();
        }
    }

    public static async Task<T> OrTimeout<T>(this Task<T> task)
    {
        await ((Task)task).OrTimeout();
        return await task;
    }
}
