using Medallion.Threading.Redis;
using StackExchange.Redis;

namespace AsyncWith.Leases.Holder;

internal sealed class RedisStore(IDatabase database, string name, TimeSpan expiry) : IStore
{
    public IAsyncContextManager<Lease> Lease()
    {
        var (shortest, longest) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20));
        return new RedisDistributedLock(name, database, options => options.Expiry(expiry).BusyWaitSleepTime(shortest, longest)).Lease(database);
    }

    public async Task IncrementAsync()
    {
        var value = (int)await database.StringGetAsync("counter");
        await database.StringSetAsync("counter", value + 1);
    }
}
