using AsyncWith.Leases.Redis.Tests.Support;
using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Medallion.Threading;
using Medallion.Threading.Redis;
using Xunit;

namespace AsyncWith.Leases.Redis.Tests;

public sealed class RedisLeaseContextManagersTests(RedisFixture redis)
{
    private static readonly TimeSpan _expiry = TimeSpan.FromSeconds(3); // so long that a busy machine comes to renewing it

    [Fact, Trait("Row", "a Redis lock given to the plain overload")]
    public async Task The_plain_overload_refuses_a_lock_on_redis_and_names_the_other() => await redis.LeaseStore().UseAsync(async store =>
    {
        IDistributedLock plain = store.Lock("a");

        var error = await plain.Lease().ErrorOfAsync(async lease => Assert.Fail("It ran."));

        Assert.Contains("AsyncWith.Leases.Redis", Assert.IsType<NotSupportedException>(error).Message, StringComparison.Ordinal);
        Assert.False(await store.IsHeldAsync("a"));
    });

    [Fact]
    public async Task Another_database_than_the_locks_is_refused_and_the_lock_given_back() => await redis.LeaseStore().UseAsync(async store =>
    {
        var error = await store.Lock("a").Lease(store.Database).ErrorOfAsync(async lease => Assert.Fail("It ran.")); // without the prefix

        Assert.Contains("'a'", Assert.IsType<InvalidOperationException>(error).Message, StringComparison.Ordinal);
        Assert.False(await store.IsHeldAsync("a"));
    });

    [Fact]
    public async Task A_holder_that_got_its_fencing_token_after_its_lock_had_expired_does_not_begin() => await OnStoreAsync(async (store, stack) =>
    {
        var options = new LeaseOptions
        {
            FencingTokens = async (_, _) =>
            {
                await store.LoseAsync("a");
                await stack.EnterContextAsync(store.Lease("a"));
                return 1;
            },
        };

        var error = await store.Lease("a", options, watchful: false).ErrorOfAsync(async lease => Assert.Fail("It ran."));

        Assert.IsType<LeaseLostException>(error);
    });

    [Fact]
    public async Task A_holder_that_read_the_value_of_the_next_one_has_lost_its_lease() => await OnStoreAsync(async (store, stack) =>
    {
        // Between acquiring and reading the value it stood still, and the lock passed on.
        var database = BeforeFirstRead.Of(store.Prefixed, async () =>
        {
            await store.LoseAsync("a");
            await stack.EnterContextAsync(store.Lease("a"));
        });

        var error = await store.Lock("a").Lease(database).ErrorOfAsync(async lease => { });

        Assert.IsType<LeaseLostException>(error);
        Assert.True(await store.IsHeldAsync("a")); // by the next one
    });

    [Fact, Trait("Limitation", "Redis semaphores rely on LostToken alone")]
    public async Task A_semaphore_knows_only_of_a_loss_that_was_noticed() => await redis.LeaseStore().UseAsync(async store =>
    {
        Assert.Null(await Semaphore(extensionCadence: null).Lease().ErrorOfAsync(LoseAsync));
        Assert.IsType<LeaseLostException>(await Semaphore(TimeSpan.FromMilliseconds(20)).Lease().ErrorOfAsync(async lease =>
        {
            await LoseAsync(lease);
            await lease.LostAsync();
        }));

        Task LoseAsync(Lease lease) => store.LoseAsync("s");
        RedisDistributedSemaphore Semaphore(TimeSpan? extensionCadence) =>
            new("s", 2, store.Prefixed, options => RedisLeaseStore.Configure(options, null, extensionCadence));
    });

    [Fact, Trait("Limitation", "Redis locks for readers and writers rely on LostToken alone")]
    public async Task A_lock_for_readers_and_writers_learns_of_a_loss_that_was_noticed() => await redis.LeaseStore().UseAsync(async store =>
    {
        var rw = new RedisDistributedReaderWriterLock(
            "rw", store.Prefixed, options => RedisLeaseStore.Configure(options, null, TimeSpan.FromMilliseconds(20)));

        Assert.Null(await rw.ReadLease().ErrorOfAsync(async lease => Assert.Null(await rw.ReadLease().ErrorOfAsync(async second => { }))));
        Assert.IsType<LeaseLostException>(await rw.WriteLease().ErrorOfAsync(async lease =>
        {
            await FlushAsync();
            await lease.LostAsync();
        }));

        Task FlushAsync() => store.Prefixed.ScriptEvaluateAsync("return redis.call('del', KEYS[1], KEYS[2])", ["rw.readers", "rw.writer"]);
    });

    [Fact]
    public async Task A_lease_is_renewed_for_as_long_as_the_block_runs() => await redis.LeaseStore().UseAsync(async store =>
    {
        // Two leases that are not renewed would have expired one after the other.
        var renewed = await store.Lease("a", _expiry).ErrorOfAsync(async lease =>
        {
            for (var i = 0; i < 2; i++)
            {
                await store.Prefixed.StringSetAsync("clock", "", _expiry);
                while (await store.Prefixed.KeyExistsAsync("clock"))
                    await Task.Yield();
            }
        });

        Assert.Null(renewed);
    });

    [Fact]
    public async Task The_lock_behind_a_lease_works_in_all_its_forms() => await redis.LeaseStore().UseAsync(async store =>
    {
        IDistributedLock compared = new ComparedRedisLock(store.Lock("a"), store.Prefixed);
        Assert.Equal(store.Lock("a").Name, compared.Name);

        using (compared.Acquire())
        {
            Assert.Null(compared.TryAcquire());
            await Assert.ThrowsAsync<TimeoutException>(async () => await compared.AcquireAsync(TimeSpan.Zero));
        }

        await using (await compared.AcquireAsync())
            await store.LoseAsync("unrelated");
        Assert.False(await store.IsHeldAsync("a"));

        var handle = compared.TryAcquire()!;
        await store.LoseAsync("a");
        Assert.Throws<InvalidOperationException>(handle.Dispose);
    });

    [Fact]
    public async Task Null_is_refused_at_once() => await redis.LeaseStore().UseAsync(async store =>
    {
        Assert.Throws<ArgumentNullException>(() => ((RedisDistributedLock)null!).Lease(store.Database));
        Assert.Throws<ArgumentNullException>(() => store.Lock("a").Lease((StackExchange.Redis.IDatabase)null!));
    });

    private async Task OnStoreAsync(Func<RedisLeaseStore, AsyncExitStack, Task> test) =>
        await redis.LeaseStore().UseAsync(async store => await new AsyncExitStack().UseAsync(async stack => await test(store, stack))).OrTimeout();
}
