using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Npgsql;
using Xunit;

namespace AsyncWith.Leases.Tests;

/// <summary>The query that watches a connection in the server: cancelled before the server has begun it, and ended by the server.</summary>
public sealed class PostgresWatchTests(PostgresFixture postgres)
{
    private const string Watches = "query LIKE '%pg_sleep($1)'";
    private const string EndsWatchesSoon = ";Options=-c statement_timeout=50";

    [Theory, Trait("Row", "completes, lease held")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_release_that_cancels_the_watch_before_the_server_begins_it_succeeds(bool multiplexing) =>
        Assert.Null(await ReleaseBeforeTheWatchBeginsAsync(PostgresStores.EndsWatches, multiplexing));

    [Theory, Trait("Limitation", "By default PostgreSQL leases that were held may be reported as lost")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task By_default_it_breaks_the_connection(bool multiplexing)
    {
        var error = await ReleaseBeforeTheWatchBeginsAsync(";Cancellation Timeout=2000;Options=", multiplexing);

        Assert.NotNull(Assert.IsType<LeaseLostException>(error).InnerException);
    }

    [Fact]
    public async Task A_watch_that_the_server_ends_begins_again() => await postgres.LeaseStore().UseAsync(async store =>
    {
        var error = await store.With(EndsWatchesSoon).Lease("a").ErrorOfAsync(async lease =>
        {
            for (var times = 0; times < 3; times++)
            {
                await store.WatchedAsync();
                var begun = await store.QueryAsync<DateTime>(
                    $"SELECT MAX(query_start) FROM pg_stat_activity WHERE datname = current_database() AND {Watches}");
                await store.ActivityAsync($"{Watches} AND query_start > '{begun:O}'");
            }

            Assert.False(lease.LostToken.IsCancellationRequested);
            await store.LoseAsync("a");
            await lease.LostAsync();
        }).OrTimeout();

        Assert.IsType<LeaseLostException>(error);
    });

    [Fact]
    public async Task Waiting_for_a_lease_may_take_longer_than_a_watch() => await postgres.LeaseStore().UseAsync(async store =>
    {
        var leases = store.With(EndsWatchesSoon);

        var waiting = await leases.Lease("a").UseAsync(async _ =>
        {
            var next = leases.Lease("a").ErrorOfAsync(async lease => { });
            await store.ActivityAsync("wait_event = 'advisory' AND clock_timestamp() - query_start > interval '500 milliseconds'");
            return next;
        }).OrTimeout();

        Assert.Null(await waiting.OrTimeout());
    });

    // The network keeps the watch back until the client has cancelled it.
    private async Task<Exception?> ReleaseBeforeTheWatchBeginsAsync(string setting, bool multiplexing) =>
        await postgres.LeaseStore(options => options.UseMultiplexing(multiplexing)).UseAsync(async direct =>
        {
            var server = new NpgsqlConnectionStringBuilder(direct.ConnectionString);
            await using var proxy = new TcpProxy(server.Port);
            var keptBack = proxy.KeepBackWhatFollows("pg_sleep");

            return await direct.With($"{setting};Port={proxy.Port}").Lease("a").ErrorOfAsync(async lease => await keptBack);
        }).OrTimeout();
}
