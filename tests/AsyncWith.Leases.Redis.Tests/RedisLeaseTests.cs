using AsyncWith.Leases.Redis.Tests.Support;
using AsyncWith.Leases.Tests.Contract;
using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;

namespace AsyncWith.Leases.Redis.Tests;

/// <summary>The table's rows on Redis.</summary>
public sealed class RedisLeaseTests(RedisFixture redis) : LeaseContract
{
    protected override IAsyncContextManager<LeaseStore> Store() => redis.LeaseStore().Select(LeaseStore (store) => store);
}
