using Medallion.Threading;

namespace AsyncWith.Leases;

/// <summary>Takes a lock, and gives it back where it does not become a lease.</summary>
internal sealed class LeaseAcquisition(
    string name, LeaseOptions options, Func<TimeSpan, CancellationToken, ValueTask<IDistributedSynchronizationHandle?>> acquire)
{
    internal async ValueTask<Lease> RunAsync(CancellationToken cancellationToken)
    {
        var handle = await acquire(options.AcquireTimeout ?? Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(true)
            ?? throw new TimeoutException($"The lease '{name}' was not acquired within {options.AcquireTimeout}: others hold it.");

        return await new AsyncExitStack().UseAsync(async stack =>
        {
            // Reading the token is what makes a lock on a database watch its connection, so it is read once and early.
            var lease = new Lease(name, handle, handle.HandleLostToken);
            stack.PushExit(async exception =>
            {
                await lease.ReleaseAsync(exception).ConfigureAwait(false);
                return false;
            });

            if (!lease.LostToken.CanBeCanceled)
                throw new NotSupportedException(CannotReportLoss(handle));
            if (options.FencingTokens is { } next)
                lease.FencingToken = await next(name, cancellationToken).ConfigureAwait(true);
            if (lease.LostToken.IsCancellationRequested)
                throw new LeaseLostException(name);

            _ = stack.PopAll(); // from here on the block holds it, also where the caller was cancelled meanwhile
            return lease;
        }, CancellationToken.None).ConfigureAwait(true);
    }

    private string CannotReportLoss(IDistributedSynchronizationHandle handle) =>
        $"The lease '{name}' is refused: {handle.GetType()} cannot report that it was lost, since its HandleLostToken can never be cancelled. "
        + "Use a lock that can, on PostgreSQL, SQL Server or Redis for example; or acquire this one without a lease.";
}
