using System.Diagnostics;
using Medallion.Threading;

namespace AsyncWith.Leases;

/// <summary>A distributed lock that a block holds, together with the means to learn that it was lost.</summary>
/// <remarks>
/// <code>
/// await orders.Lease().UseAsync(async lease =>
/// {
///     await foreach (var order in queue.ReadAsync(lease.LostToken))
///         await ShipAsync(order, lease.LostToken);
/// }, cancellationToken);
/// </code>
/// A lease can be lost while its block runs: a connection breaks, a server restarts, a process stands still for too long. The block learns of it
/// from <see cref="LostToken"/>, and the exit throws <see cref="LeaseLostException"/> in any case, also when the block has not noticed.
/// </remarks>
[DebuggerDisplay("{Name}, lost: {LostToken.IsCancellationRequested}, token: {FencingToken}")]
public sealed class Lease
{
    private const string LeaseLostKey = "AsyncWith.LeaseLost";
    private const string ReleaseFailureKey = "AsyncWith.ReleaseFailure";

    private readonly IDistributedSynchronizationHandle _handle;

    internal Lease(string name, IDistributedSynchronizationHandle handle, CancellationToken lostToken)
    {
        _handle = handle;
        Name = name;
        LostToken = lostToken;
    }

    /// <summary>The name of the lock.</summary>
    public string Name { get; }

    /// <summary>
    /// Cancelled when the library of the lock notices that it was lost, which may be some time later. Give it to everything that the block awaits: an
    /// <see cref="OperationCanceledException"/> that leaves the block then becomes a <see cref="LeaseLostException"/>. It says nothing after the
    /// block.
    /// </summary>
    public CancellationToken LostToken { get; }

    /// <summary>
    /// What <see cref="LeaseOptions.FencingTokens"/> made for this lease; <see langword="null"/> where there are none. Store it with everything that
    /// the block writes, and write only where the stored one is not greater.
    /// </summary>
    public long? FencingToken { get; internal set; }

    /// <summary>Releases the lock, and tells whether it was held until then.</summary>
    internal async ValueTask ReleaseAsync(Exception? exception)
    {
        Exception? failure = null;
        try
        {
            await _handle.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }

        if (failure is null && !LostToken.IsCancellationRequested)
            return;

        var canceled = exception as OperationCanceledException;
        var lost = new LeaseLostException(Name, canceled ?? failure);
        if (canceled is not null && failure is not null)
            lost.Data[ReleaseFailureKey] = failure;
        if (exception is null || canceled is not null)
            throw lost;

        // The block has failed, so it is not mistaken for a success. Its own exception says more than the loss, which is noted on it.
        if (exception.Data is { IsReadOnly: false } data)
            data[LeaseLostKey] = data[LeaseLostKey] is Exception inner ? new AggregateException(inner, lost).Flatten() : lost;
    }
}
