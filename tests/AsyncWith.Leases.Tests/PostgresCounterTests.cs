using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Leases.Tests;

public sealed class PostgresCounterTests(PostgresFixture postgres, ITestOutputHelper output)
{
    /// <summary>A lease that is waited for takes up to a tenth of a second on a busy machine, so these are fewer than on Redis.</summary>
    private const int Acquisitions = 200;

    [Fact]
    public async Task Two_processes_lose_no_update_of_a_counter() => await postgres.LeaseStore().UseAsync(async store =>
    {
        await store.QueryAsync<int>("CREATE TABLE counter (value int); INSERT INTO counter VALUES (0) RETURNING value");

        var counts = await HolderProgram.CountAsync("postgres", store.ConnectionString, Acquisitions, output);

        Assert.Equal(counts.Increments, await store.QueryAsync<int>("SELECT value FROM counter"));
        Assert.Equal(2 * Acquisitions, counts.Completed);
    });
}
