using System.Diagnostics;
using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Leases.Tests;

/// <summary>How leases on PostgreSQL get lost, and how they do not.</summary>
public sealed class PostgresLossTests(PostgresFixture postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task The_loss_of_its_connection_is_noticed_at_once() => await postgres.LeaseStore().UseAsync(async store =>
    {
        var noticed = TimeSpan.MaxValue;

        var error = await store.Lease("a").ErrorOfAsync(async lease =>
        {
            var start = Stopwatch.GetTimestamp();
            var losing = store.LoseAsync("a");
            await lease.LostAsync();
            noticed = Stopwatch.GetElapsedTime(start);
            await losing;
        });

        Assert.IsType<LeaseLostException>(error);
        output.WriteLine($"LostToken fired {noticed.TotalMilliseconds:0} ms after pg_terminate_backend");
        Assert.InRange(noticed, TimeSpan.Zero, TimeSpan.FromSeconds(30)); // milliseconds, but the machine may be busy
    });

    [Fact]
    public async Task Leases_that_share_a_connection_are_lost_together() => await postgres.LeaseStore().UseAsync(async store =>
    {
        Exception? inner = null;

        var outer = await store.Lease("a").ErrorOfAsync(async a => inner = await store.Lease("b").ErrorOfAsync(async b =>
        {
            await store.LoseAsync("b");
            await b.LostAsync();
            await a.LostAsync();
        }));

        Assert.Equal(("b", "a"), (Assert.IsType<LeaseLostException>(inner).Name, Assert.IsType<LeaseLostException>(outer).Name));
    });

    [Fact]
    public async Task Leases_with_connections_of_their_own_are_lost_one_by_one() =>
        await postgres.LeaseStore(options => options.UseMultiplexing(false)).UseAsync(async store =>
        {
            Exception? inner = null;

            var outer = await store.Lease("a").ErrorOfAsync(async a =>
                inner = await store.Lease("b").ErrorOfAsync(async b => await store.LoseAsync("b")));

            Assert.Equal("b", Assert.IsType<LeaseLostException>(inner).Name);
            Assert.Null(outer);
        });

    [Fact]
    public async Task Readers_share_a_lease_and_a_writer_does_not() => await postgres.LeaseStore().UseAsync(async store =>
    {
        var atOnce = new LeaseOptions { AcquireTimeout = TimeSpan.Zero };

        await store.ReadLease("a").UseAsync(async _ => await store.ReadLease("a").UseAsync(async _ =>
            Assert.IsType<TimeoutException>(await store.WriteLease("a", atOnce).ErrorOfAsync(async lease => { }))));

        Assert.IsType<LeaseLostException>(await store.WriteLease("a").ErrorOfAsync(async lease => await store.LoseAsync("a")));
        Assert.IsType<LeaseLostException>(await store.ReadLease("a").ErrorOfAsync(async lease => await store.LoseAsync("a")));
    });

    [Fact]
    public async Task A_holder_that_stands_still_keeps_its_lease() => await postgres.LeaseStore().UseAsync(async store =>
        await HolderProgram.Start("postgres", store.ConnectionString, "a", "hold", "0").UseAsync(async holder =>
        {
            Assert.Equal("held", await holder.LineAsync());
            await holder.StopAsync();
            Assert.IsType<TimeoutException>(
                await store.Lease("a", new LeaseOptions { AcquireTimeout = TimeSpan.FromSeconds(1) }).ErrorOfAsync(async lease => { }));
            await holder.ContinueAsync();

            Assert.Equal("completed", await holder.CompleteAsync());
        }));

    [Theory]
    [InlineData(";Options=-c client_connection_check_interval=500")]
    [InlineData(PostgresStores.EndsWatches)]
    public async Task The_lease_of_a_process_that_died_is_free_once_the_server_has_looked(string setting) =>
        await postgres.LeaseStore().UseAsync(async store =>
            await HolderProgram.Start("postgres", store.ConnectionString + setting, "a", "hold", "0").UseAsync(async holder =>
            {
                Assert.Equal("held", await holder.LineAsync());
                await holder.KillAsync();
                var start = Stopwatch.GetTimestamp();

                Assert.Null(await store.Lease("a").ErrorOfAsync(async lease => { }));

                var waited = Stopwatch.GetElapsedTime(start);
                output.WriteLine($"the next holder waited {waited.TotalMilliseconds:0} ms");
                Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromSeconds(50)); // without the setting: until the watch ends, after a minute
            }));

    [Fact]
    public async Task A_server_that_stops_fails_the_block_and_the_cause_is_inside() =>
        await RunOnOwnServerAsync(async (server, store) =>
        {
            var error = await store.Lease("a").ErrorOfAsync(async lease => await server.StopAsync());

            Assert.NotNull(Assert.IsType<LeaseLostException>(error).InnerException);
        });

    private static async Task RunOnOwnServerAsync(Func<PostgresServer, PostgresLeaseStore, Task> test)
    {
        var binaries = await PostgresBinaries.FindAsync();
        Assert.SkipWhen(binaries is null, PostgresBinaries.NotFound);
        await PostgresServer.Start(binaries!).UseAsync(async server =>
        {
            await using var database = Npgsql.NpgsqlDataSource.Create(server.ConnectionString("postgres"));
            await test(server, new PostgresLeaseStore(server.ConnectionString("postgres"), database));
        }).OrTimeout();
    }
}
