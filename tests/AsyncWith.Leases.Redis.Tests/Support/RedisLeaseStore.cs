using AsyncWith.Leases.Tests.Support;
using Medallion.Threading.Redis;
using StackExchange.Redis;

namespace AsyncWith.Leases.Redis.Tests.Support;

/// <summary>Leases that are keys of a database, which is empty unless other tests use it.</summary>
internal sealed class RedisLeaseStore(IDatabase database) : LeaseStore
{
    private readonly string _prefix = $"{Guid.NewGuid()}/";

    public IDatabase Database => database;

    public override IAsyncContextManager<Lease> Lease(string name, LeaseOptions? options = null, bool watchful = true) =>
        Lock(name, TimeSpan.FromSeconds(30), watchful ? TimeSpan.FromMilliseconds(20) : null).Lease(Prefixed, options);

    public IAsyncContextManager<Lease> Lease(string name, TimeSpan expiry, TimeSpan? extensionCadence = null) =>
        Lock(name, expiry, extensionCadence).Lease(Prefixed);

    public RedisDistributedLock Lock(string name, TimeSpan? expiry = null, TimeSpan? extensionCadence = null) =>
        new(name, Prefixed, options => Configure(options, expiry, extensionCadence));

    public IDatabase Prefixed => StackExchange.Redis.KeyspaceIsolation.DatabaseExtensions.WithKeyPrefix(database, _prefix);

    public override Task LoseAsync(string name) => Prefixed.KeyDeleteAsync(name);

    public override Task<bool> IsHeldAsync(string name) => Prefixed.KeyExistsAsync(name);

    public static void Configure(RedisDistributedSynchronizationOptionsBuilder options, TimeSpan? expiry, TimeSpan? extensionCadence)
    {
        options.BusyWaitSleepTime(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10));
        if (expiry is { } time)
            options.Expiry(time);
        if (extensionCadence is { } cadence)
            options.ExtensionCadence(cadence);
    }
}
