using AsyncWith.Servers;
using StackExchange.Redis;

namespace AsyncWith.Leases.Redis.Tests.Support;

internal static class RedisStores
{
    /// <summary>Leases on the server that all tests share.</summary>
    public static IAsyncContextManager<RedisLeaseStore> LeaseStore(this RedisFixture redis) =>
        from server in AsyncContextManager.FromAcquireRelease(async _ => await redis.ServerAsync(), (_, _) => default)
        from connection in server.Connect()
        select new RedisLeaseStore(connection.GetDatabase());

    /// <summary>A connection to the server.</summary>
    public static IAsyncContextManager<ConnectionMultiplexer> Connect(this RedisServer server, string options = "") =>
        AsyncContextManager.FromDisposable(async _ => await ConnectionMultiplexer.ConnectAsync($"{server.Endpoint},abortConnect=true{options}"));
}
