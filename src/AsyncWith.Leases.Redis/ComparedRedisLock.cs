using Medallion.Threading;
using Medallion.Threading.Redis;
using StackExchange.Redis;

namespace AsyncWith.Leases;

/// <summary>A lock on Redis whose handles fail to be released when the lock is not held any more, as those of locks on databases do.</summary>
internal sealed class ComparedRedisLock(RedisDistributedLock inner, IDatabase database) : IDistributedLock
{
    private LockedKey? _latest; // a manager is entered by one at a time

    public string Name => inner.Name;

    public IDistributedSynchronizationHandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        TryAcquireAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    public IDistributedSynchronizationHandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        AcquireAsync(timeout, cancellationToken).AsTask().GetAwaiter().GetResult();

    public async ValueTask<IDistributedSynchronizationHandle?> TryAcquireAsync(
        TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        if (await inner.TryAcquireAsync(timeout, cancellationToken).ConfigureAwait(false) is not { } handle)
            return null;

        return await new AsyncExitStack().ConfigureAwait<AsyncExitStack>(false).UseAsync(async stack =>
        {
            stack.PushAsyncDisposable(handle);
            var value = await database.StringGetAsync(inner.Key, CommandFlags.DemandMaster).ConfigureAwait(false);
            if (value.IsNull)
                throw new InvalidOperationException(NotThere());
            _latest = new LockedKey(database, inner.Key, value);
            _ = stack.PopAll();
            return new ComparedRedisHandle(handle, _latest);
        }, CancellationToken.None).ConfigureAwait(false);
    }

    public async ValueTask<IDistributedSynchronizationHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        await TryAcquireAsync(timeout ?? Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false)
            ?? throw new TimeoutException($"The lock '{Name}' was not acquired within {timeout}: others hold it.");

    /// <exception cref="LeaseLostException">The lock that was acquired last is not held any more.</exception>
    internal async ValueTask CompareAsync()
    {
        if (!await _latest!.IsUnchangedAsync().ConfigureAwait(false))
            throw new LeaseLostException(Name);
    }

    private string NotThere() =>
        $"The key '{inner.Key}' is not in the Redis database that was given to Lease: give it the database that the lock was made with. "
        + "If it is that one, then the lock was lost right after it was acquired.";
}
