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

        // Without the setting the server keeps a lock for a minute where the library had to break its connection: see "Under load" in docs/leases.md.
        var connectionString = store.ConnectionString + ";Options=-c client_connection_check_interval=100";
        var counts = await HolderProgram.CountAsync("postgres", connectionString, _acquisitions, output);

        Assert.Equal(counts.Increments, await store.QueryAsync<int>("SELECT value FROM counter"));
        Assert.Equal(2 * _acquisitions, counts.Completed);
    });
}
