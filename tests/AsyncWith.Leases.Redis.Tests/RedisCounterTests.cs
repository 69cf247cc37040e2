using AsyncWith.Leases.Redis.Tests.Support;
using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Leases.Redis.Tests;

public sealed class RedisCounterTests(ITestOutputHelper output)
{
    private static readonly int _acquisitions = LongRun.Of(1_000, release: 1_000, debug: 200);

    [Fact]
    public async Task Two_processes_lose_no_update_of_a_counter() => await RedisFixture.OwnServer().UseAsync(async server =>
    {
        var counts = await HolderProgram.CountAsync("redis", server.Endpoint, _acquisitions, output);

        await server.Connect().UseAsync(async connection =>
            Assert.Equal(counts.Increments, (int)await connection.GetDatabase().StringGetAsync("counter")));
        Assert.Equal((2 * _acquisitions, 0), (counts.Completed, counts.Lost));
    });
}
