using Medallion.Threading;

namespace AsyncWith.Leases;

/// <summary>Releases a lock on Redis, and fails if it was not held: the library ignores what its release script found.</summary>
internal sealed class ComparedRedisHandle(IDistributedSynchronizationHandle inner, LockedKey key) : IDistributedSynchronizationHandle
{
    public CancellationToken HandleLostToken => inner.HandleLostToken;

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await AsyncContextManager.FromDisposable(inner).ConfigureAwait(false).UseAsync(async _ =>
        {
            if (!await key.IsUnchangedAsync().ConfigureAwait(false))
                throw new InvalidOperationException($"The key '{key}' has lost the value that the lock gave it: it has expired, or was deleted.");
        }).ConfigureAwait(false);

        // The release deletes the key only where it has this lock's value. If it stays, the value was that of another holder from the start:
        // this one stood still, between acquiring the lock and reading the value, until the lock had expired.
        if (await key.IsUnchangedAsync().ConfigureAwait(false))
            throw new InvalidOperationException($"The key '{key}' belonged to another holder: the lock had expired before its value was read.");
    }
}
