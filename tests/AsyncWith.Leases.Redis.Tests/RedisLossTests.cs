using System.Diagnostics;
using AsyncWith.Leases.Redis.Tests.Support;
using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Medallion.Threading.Redis;
using Xunit;

namespace AsyncWith.Leases.Redis.Tests;

/// <summary>
/// How leases on Redis get lost. The time until the loss is noticed is the time between two renewals, or the expiry where the server does not answer.
/// </summary>
public sealed class RedisLossTests(RedisFixture redis, ITestOutputHelper output)
{
    private const string ShortTimeouts = ",asyncTimeout=500,connectTimeout=500";

    private static readonly TimeSpan _expiry = TimeSpan.FromSeconds(1);

    /// <summary>Far above the expiry, which is a second: the machine may be busy.</summary>
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_key_that_is_deleted_is_noticed_with_the_next_renewal() => await redis.LeaseStore().UseAsync(async store =>
        await LostAsync(store, "the key was deleted", lease => store.LoseAsync("a")));

    [Fact]
    public async Task A_key_that_another_holder_has_is_noticed_with_the_next_renewal() => await redis.LeaseStore().UseAsync(async store =>
        await LostAsync(store, "the key was overwritten", lease => store.Prefixed.StringSetAsync("a", "of somebody else")));

    [Fact]
    public async Task A_server_that_sleeps_past_the_expiry_loses_the_lease() => await OnOwnServerAsync(async (server, store) =>
        await server.Connect(",allowAdmin=true").UseAsync(async other =>
            await LostAsync(store, "DEBUG SLEEP", async lease => await other.GetDatabase().ExecuteAsync("DEBUG", "SLEEP", "3"))));

    [Fact]
    public async Task A_server_that_is_stopped_past_the_expiry_and_continued_loses_the_lease() => await OnOwnServerAsync(async (server, store) =>
        await LostAsync(store, "SIGSTOP", async lease => await server.Stopped().UseAsync(async _ => await lease.LostAsync())));

    [Fact]
    public async Task A_server_that_is_stopped_past_the_expiry_loses_the_lease_unnoticed_too() => await OnOwnServerAsync(async (server, store) =>
    {
        // The second lease tells when the first has expired, which itself looks once in a long while.
        var error = await store.Lease("a", _expiry, extensionCadence: 0.89 * _expiry).ErrorOfAsync(async lease =>
            await store.Lease("b", 3 * _expiry).ErrorOfAsync(async clock =>
                await server.Stopped().UseAsync(async _ => await clock.LostAsync())));

        Assert.IsType<LeaseLostException>(error);
    });

    [Fact]
    public async Task A_server_that_does_not_answer_at_the_exit_proves_nothing() => await OnOwnServerAsync(async (server, store) =>
    {
        await new AsyncExitStack().UseAsync(async stack =>
        {
            var error = await store.Lease("a", TimeSpan.FromSeconds(30)).ErrorOfAsync(async lease => await stack.EnterContextAsync(server.Stopped()));

            Assert.NotNull(Assert.IsType<LeaseLostException>(error).InnerException);
        });
    });

    [Fact]
    public async Task A_server_that_died_proves_nothing() => await OnOwnServerAsync(async (server, store) =>
    {
        var error = await store.Lease("a", TimeSpan.FromSeconds(30)).ErrorOfAsync(async lease => await server.KillAsync());

        Assert.NotNull(Assert.IsType<LeaseLostException>(error).InnerException);
    });

    [Fact]
    public async Task A_holder_that_stands_still_past_the_expiry_and_goes_on_has_lost_its_lease() => await OnOwnServerAsync(async (server, store) =>
        await HolderProgram.Start("redis", server.Endpoint, "a", "hold", "1000").UseAsync(async holder =>
        {
            Assert.Equal("held", await holder.LineAsync());
            await holder.StopAsync();
            await new RedisDistributedLock("a", store.Database).Lease(store.Database).UseAsync(async second =>
            {
                // It completes as soon as it goes on, most likely before its watch wakes up.
                await holder.ContinueAsync();
                Assert.Equal("lost", await holder.CompleteAsync());
                Assert.True(await store.Database.KeyExistsAsync("a")); // the second's
            });
        }));

    [Fact]
    public async Task The_lease_of_a_process_that_died_is_free_when_it_expires() => await OnOwnServerAsync(async (server, store) =>
        await HolderProgram.Start("redis", server.Endpoint, "a", "hold", "1000").UseAsync(async holder =>
        {
            Assert.Equal("held", await holder.LineAsync());
            await holder.KillAsync();
            var start = Stopwatch.GetTimestamp();

            await new RedisDistributedLock("a", store.Database).Lease(store.Database).UseAsync(async second =>
                output.WriteLine($"the next holder waited {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms"));

            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, _soon);
        }));

    private static async Task OnOwnServerAsync(Func<RedisServer, RedisLeaseStore, Task> test) =>
        await RedisFixture.OwnServer().UseAsync(async server => await server.Connect(ShortTimeouts).UseAsync(async connection =>
            await test(server, new RedisLeaseStore(connection.GetDatabase())))).OrTimeout();

    private async Task LostAsync(RedisLeaseStore store, string how, Func<Lease, Task> lose)
    {
        var noticed = TimeSpan.MaxValue;

        var error = await store.Lease("a", _expiry).ErrorOfAsync(async lease =>
        {
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(lose(lease), MeasureAsync());

            async Task MeasureAsync()
            {
                await lease.LostAsync();
                noticed = Stopwatch.GetElapsedTime(start);
            }
        });

        Assert.IsType<LeaseLostException>(error);
        output.WriteLine($"LostToken fired {noticed.TotalMilliseconds:0} ms after: {how}; expiry {_expiry.TotalMilliseconds:0} ms");
        Assert.InRange(noticed, TimeSpan.Zero, _soon);
    }
}
