using System.Runtime.ExceptionServices;

namespace AsyncWith.Samples.Ledger;

/// <summary>Applies the transfers, several at once.</summary>
internal static class Workers
{
    /// <summary>
    /// Ends when all are applied, or soon after <paramref name="stop"/>. Transfers with the same id go to the same worker in the
    /// order of the file, so that the first of them wins however many workers there are. A failure ends them all.
    /// </summary>
    public static async Task RunAsync(
        IEnumerable<Transfer> transfers, int workers, Func<Transfer, CancellationToken, Task> apply, CancellationToken stop)
    {
        var shares = transfers.GroupBy(transfer => (uint)transfer.Id.GetHashCode(StringComparison.Ordinal) % workers);
        try
        {
            await TaskGroup.CreateBounded(workers).UseAsync(async group =>
            {
                foreach (var share in shares)
                    _ = group.Run(token => WorkAsync(share, token));
            }, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was not started is not applied; the report says so.
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]); // it ended the others
        }

        async Task WorkAsync(IEnumerable<Transfer> share, CancellationToken token)
        {
            foreach (var transfer in share)
            {
                token.ThrowIfCancellationRequested();
                await apply(transfer, token);
            }
        }
    }
}
