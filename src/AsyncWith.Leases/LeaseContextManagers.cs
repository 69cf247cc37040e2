using Medallion.Threading;

namespace AsyncWith.Leases;

/// <summary>Leases: distributed locks as context managers.</summary>
/// <remarks>
/// <code>
/// var orders = new PostgresDistributedLock(new PostgresAdvisoryLockKey("orders", allowHashing: true), connectionString);
///
/// await orders.Lease().UseAsync(async lease => await ShipAllAsync(lease.LostToken), cancellationToken);
/// </code>
/// Every lease follows the same rules. It never reports success when it was lost: the exit of a block that completed, or that was cancelled, throws
/// <see cref="LeaseLostException"/> then. Any other exception of the block propagates unchanged, with the loss in its <see cref="Exception.Data"/>
/// under <c>"AsyncWith.LeaseLost"</c>.
/// <para>
/// Entering throws <see cref="TimeoutException"/> when the lock was not acquired in time, <see cref="OperationCanceledException"/> when the caller's
/// token was cancelled while it waited, <see cref="NotSupportedException"/> when the lock cannot report its loss, <see cref="LeaseLostException"/>
/// when it was lost before the block began, and whatever the library of the lock fails with. Nothing is held then.
/// </para>
/// </remarks>
public static class LeaseContextManagers
{
    private const string RedisLock = "Medallion.Threading.Redis.RedisDistributedLock";

    private const string RedisHasItsOwn =
        "A lock on Redis does not say whether its release found the lock held, so a loss could pass for a success. Add the package "
        + "AsyncWith.Leases.Redis and call Lease(database) on the RedisDistributedLock, with the database that the lock was made with.";

    /// <summary>A manager that holds <paramref name="distributedLock"/> for its block.</summary>
    /// <param name="distributedLock">
    /// The lock. Its library has to report a loss, and has to fail the release of a lock that is not held any more, as those on databases do. One on
    /// Redis is refused on entering: the package AsyncWith.Leases.Redis has an overload for it. For one on PostgreSQL add
    /// <c>Cancellation Timeout=10000;Options=-c statement_timeout=1000</c> to the connection string: without them one lease of a thousand that is
    /// given back after a millisecond is reported as lost although it was held.
    /// </param>
    /// <param name="options">How it is acquired; by default the enter waits as long as it takes.</param>
    /// <returns>
    /// A manager that can be entered again after each block. Entered twice at once, it throws <see cref="InvalidOperationException"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="distributedLock"/> is null.</exception>
    public static IAsyncContextManager<Lease> Lease(this IDistributedLock distributedLock, LeaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(distributedLock);
        return Create(
            nameof(Lease),
            distributedLock.Name,
            options,
            (timeout, cancellationToken) => distributedLock.GetType().FullName != RedisLock
                ? distributedLock.TryAcquireAsync(timeout, cancellationToken)
                : throw new NotSupportedException(RedisHasItsOwn));
    }

    /// <summary>A manager that takes one place of <paramref name="semaphore"/> for its block.</summary>
    /// <param name="semaphore">
    /// The semaphore. For one on Redis the exit knows of a loss only what <see cref="AsyncWith.Leases.Lease.LostToken"/> says: one that was not
    /// noticed yet passes for a success.
    /// </param>
    /// <param name="options">How a place is acquired; by default the enter waits as long as it takes.</param>
    /// <returns>
    /// A manager that can be entered again after each block. Entered twice at once, it throws <see cref="InvalidOperationException"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="semaphore"/> is null.</exception>
    public static IAsyncContextManager<Lease> Lease(this IDistributedSemaphore semaphore, LeaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(semaphore);
        return Create(nameof(Lease), semaphore.Name, options, semaphore.TryAcquireAsync);
    }

    /// <summary>A manager that holds <paramref name="readerWriterLock"/> for reading: together with other readers, and with no writer.</summary>
    /// <param name="readerWriterLock">
    /// The lock. For one on Redis the exit knows of a loss only what <see cref="AsyncWith.Leases.Lease.LostToken"/> says: one that was not noticed
    /// yet passes for a success.
    /// </param>
    /// <param name="options">How it is acquired; by default the enter waits as long as it takes.</param>
    /// <returns>
    /// A manager that can be entered again after each block. Entered twice at once, it throws <see cref="InvalidOperationException"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="readerWriterLock"/> is null.</exception>
    public static IAsyncContextManager<Lease> ReadLease(this IDistributedReaderWriterLock readerWriterLock, LeaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(readerWriterLock);
        return Create(nameof(ReadLease), readerWriterLock.Name, options, readerWriterLock.TryAcquireReadLockAsync);
    }

    /// <summary>A manager that holds <paramref name="readerWriterLock"/> for writing: alone.</summary>
    /// <inheritdoc cref="ReadLease"/>
    public static IAsyncContextManager<Lease> WriteLease(this IDistributedReaderWriterLock readerWriterLock, LeaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(readerWriterLock);
        return Create(nameof(WriteLease), readerWriterLock.Name, options, readerWriterLock.TryAcquireWriteLockAsync);
    }

    private static IAsyncContextManager<Lease> Create(
        string kind, string name, LeaseOptions? options, Func<TimeSpan, CancellationToken, ValueTask<IDistributedSynchronizationHandle?>> acquire)
    {
        var acquisition = new LeaseAcquisition(name, options ?? new LeaseOptions(), acquire);
        return AsyncContextManager.FromAcquireRelease(acquisition.RunAsync, static (lease, exception) => lease.ReleaseAsync(exception))
            .Named($"{kind} {name}");
    }
}
