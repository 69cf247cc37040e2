namespace AsyncWith.Samples.Ledger;

/// <summary>Applies the transfers, several at once.</summary>
internal static class Workers
{
    /// <summary>
    /// Ends when all are applied, or soon after <paramref name="stop"/>. Transfers with the same id go to the same worker in
    /// the order of the file, so that the first of them wins however many workers there are.
    /// </summary>
    public static async Task RunAsync(
        IEnumerable<Transfer> transfers, int workers, Func<Transfer, CancellationToken, Task> apply, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var shares = transfers.GroupBy(transfer => (uint)transfer.Id.GetHashCode(StringComparison.Ordinal) % workers);
        await Task.WhenAll(shares.Select(share => Task.Run(() => WorkAsync(share), CancellationToken.None)));

        async Task WorkAsync(IEnumerable<Transfer> share)
        {
            try
            {
                foreach (var transfer in share)
                {
                    if (over.IsCancellationRequested)
                        return;
                    await apply(transfer, over.Token);
                }
            }
            catch
            {
                await over.CancelAsync(); // one that fails ends them all
                throw;
            }
        }
    }
}
