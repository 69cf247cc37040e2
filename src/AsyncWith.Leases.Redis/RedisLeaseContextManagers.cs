using Medallion.Threading.Redis;
using StackExchange.Redis;

namespace AsyncWith.Leases;

/// <summary>Leases on Redis, whose exit proves that the lock was held to the end.</summary>
/// <remarks>
/// <code>
/// IDatabase database = connection.GetDatabase();
/// var orders = new RedisDistributedLock("orders", database);
///
/// await orders.Lease(database).UseAsync(async lease => await ShipAllAsync(lease.LostToken), cancellationToken);
/// </code>
/// </remarks>
public static class RedisLeaseContextManagers
{
    /// <summary>A manager that holds <paramref name="distributedLock"/> for its block.</summary>
    /// <param name="distributedLock">
    /// The lock. It has to be one on a single server: the database tells nothing about a lock that a majority of several servers decides on.
    /// </param>
    /// <param name="database">The database that the lock was made with.</param>
    /// <param name="options">How the lock is acquired; by default the enter waits as long as it takes.</param>
    /// <returns>
    /// A manager that can be entered again after each block. Entered twice at once, it throws <see cref="InvalidOperationException"/>.
    /// </returns>
    /// <remarks>
    /// The enter reads the value that the lock's key has got. The exit reads it again before the release, which deletes the key only if the lock is
    /// held, and once more after it: a lock whose value has changed, or stays, was not held. Where the server does not answer, the exit throws
    /// <see cref="LeaseLostException"/> once the connection's timeouts are over. Entering throws <see cref="InvalidOperationException"/> for another
    /// database. All else is as in <see cref="LeaseContextManagers"/>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="distributedLock"/> or <paramref name="database"/> is null.</exception>
    public static IAsyncContextManager<Lease> Lease(this RedisDistributedLock distributedLock, IDatabase database, LeaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(distributedLock);
        ArgumentNullException.ThrowIfNull(database);
        var compared = new ComparedRedisLock(distributedLock, database);
        if (options?.FencingTokens is not { } next)
            return compared.Lease(options);

        // A holder that stands still between the lock and its token would get one greater than the next holder's: it must hold the lock still.
        return compared.Lease(options with
        {
            FencingTokens = async (name, cancellationToken) =>
            {
                var token = await next(name, cancellationToken).ConfigureAwait(false);
                await compared.CompareAsync().ConfigureAwait(false);
                return token;
            },
        });
    }
}
