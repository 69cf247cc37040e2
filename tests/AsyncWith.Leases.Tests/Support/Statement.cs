using AsyncWith.Tests.Support;

namespace AsyncWith.Leases.Tests.Support;

internal static class Statement
{
    /// <summary>What left the statement; <see langword="null"/> if it completed.</summary>
    public static async Task<Exception?> ErrorOfAsync(
        this IAsyncContextManager<Lease> manager, Func<Lease, Task> block, CancellationToken cancellationToken = default)
    {
        try
        {
            await manager.UseAsync(async lease => await block(lease), cancellationToken).OrTimeout();
            return null;
        }
        catch (Exception exception) when (exception is not HangException)
        {
            return exception;
        }
    }

    /// <summary>Ends when the loss is noticed.</summary>
    public static async Task LostAsync(this Lease lease)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lease.LostToken.Register(lost.SetResult);
        await lost.Task.OrTimeout();
    }
}
