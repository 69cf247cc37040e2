using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Leases.Tests;

public sealed class PostgresCounterTests(PostgresFixture postgres, ITestOutputHelper output)
{
    private static readonly int _acquisitions = LongRun.Of(1_000, release: 200, debug: 100);

    [Fact]
    public async Task Two_processes_lose_no_update_of_a_counter() => await postgres.LeaseStore().UseAsync(async store =>
    {
        await store.QueryAsync<int>("CREATE TABLE counter (value int); INSERT INTO counter VALUES (0) RETURNING value");

        var counts = await HolderProgram.CountAsync("postgres", store.ConnectionString, _acquisitions, output);

        Assert.Equal(counts.Increments, await store.QueryAsync<int>("SELECT value FROM counter"));
        Assert.Equal(2 * _acquisitions, counts.Completed);
        Assert.Equal(0, counts.Lost);
    });
}
