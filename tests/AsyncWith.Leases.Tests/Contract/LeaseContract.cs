using System.Diagnostics;
using AsyncWith.Diagnostics;
using AsyncWith.Leases.Tests.Support;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Leases.Tests.Contract;

/// <summary>What a lease promises on every store, row by row of the table in docs/leases.md.</summary>
public abstract class LeaseContract
{
    private const string Row = "Row";

    /// <summary>Whether the exit knows of a loss that nobody has noticed. It does not where a lock relies on its token alone (docs/leases.md,
    /// "What is not safe"): there the token has to be waited for.</summary>
    protected virtual bool KnowsAtTheExit => true;

    /// <summary>A store for one test.</summary>
    protected abstract IAsyncContextManager<LeaseStore> Store();

    [Fact, Trait(Row, "completes, lease held")]
    public Task A_block_that_completes_while_it_holds_the_lease_succeeds() => OnStoreAsync(async store =>
    {
        var error = await store.Lease("a").ErrorOfAsync(async lease =>
        {
            Assert.Equal("a", lease.Name);
            Assert.Null(lease.FencingToken);
            Assert.False(lease.LostToken.IsCancellationRequested);
            Assert.True(await store.IsHeldAsync("a"));
        });

        Assert.Null(error);
        Assert.False(await store.IsHeldAsync("a"));
    });

    [Fact, Trait(Row, "completes, lease lost (noticed)")]
    public Task A_block_that_completes_after_it_noticed_the_loss_fails() => OnStoreAsync(async store =>
    {
        var error = await store.Lease("a").ErrorOfAsync(async lease =>
        {
            await store.LoseAsync("a");
            await lease.LostAsync();
        });

        Assert.Equal("a", Assert.IsType<LeaseLostException>(error).Name);
    });

    [Fact, Trait(Row, "completes, lease lost (not noticed)")]
    public Task A_block_that_completes_before_it_notices_the_loss_fails() => OnStoreAsync(async store =>
    {
        var error = await store.Lease("a", watchful: false).ErrorOfAsync(async lease => await LoseUnnoticedAsync(store, lease));

        Assert.Equal("a", Assert.IsType<LeaseLostException>(error).Name);
    });

    [Fact, Trait(Row, "completes, lease lost (not noticed)")]
    public Task A_lease_that_somebody_else_holds_meanwhile_was_lost() => OnStoreAsync(async store =>
    {
        var second = store.Lease("a");

        var error = await store.Lease("a", watchful: false).ErrorOfAsync(async lease =>
        {
            await LoseUnnoticedAsync(store, lease);
            await second.EnterAsync().OrTimeout();
        });

        Assert.IsType<LeaseLostException>(error);
        Assert.True(await store.IsHeldAsync("a")); // by the second, which the exit of the first has not released
        await second.ExitAsync(null).OrTimeout();
        Assert.False(await store.IsHeldAsync("a"));
    });

    [Fact, Trait(Row, "OperationCanceledException, lease lost")]
    public Task A_block_that_the_loss_cancels_fails_with_the_cancellation_inside() => OnStoreAsync(async store =>
    {
        OperationCanceledException? canceled = null;

        var error = await store.Lease("a").ErrorOfAsync(async lease =>
        {
            await store.LoseAsync("a");
            try
            {
                await Task.Delay(Timeout.Infinite, lease.LostToken).OrTimeout();
            }
            catch (OperationCanceledException exception)
            {
                canceled = exception;
                throw;
            }
        });

        Assert.NotNull(canceled);
        Assert.Same(canceled, Assert.IsType<LeaseLostException>(error).InnerException);
    });

    [Fact, Trait(Row, "OperationCanceledException from the caller's token, lease lost")]
    public Task A_block_that_the_caller_cancels_after_the_loss_fails_with_the_cancellation_inside() => OnStoreAsync(async store =>
    {
        using var source = new CancellationTokenSource();
        var canceled = new OperationCanceledException(source.Token);

        var error = await store.Lease("a").ErrorOfAsync(
            async lease =>
            {
                await store.LoseAsync("a");
                await lease.LostAsync();
                await source.CancelAsync();
                throw canceled;
            },
            source.Token);

        Assert.Same(canceled, Assert.IsType<LeaseLostException>(error).InnerException);
    });

    [Fact, Trait(Row, "OperationCanceledException from the caller's token, lease held")]
    public Task A_block_that_the_caller_cancels_stays_cancelled() => OnStoreAsync(async store =>
    {
        using var source = new CancellationTokenSource();
        var canceled = new OperationCanceledException(source.Token);

        var statement = store.Lease("a").UseAsync(
            async lease =>
            {
                await source.CancelAsync();
                throw canceled;
            },
            source.Token).AsTask();

        Assert.Same(canceled, await Assert.ThrowsAsync<OperationCanceledException>(() => statement.OrTimeout()));
        Assert.True(statement.IsCanceled);
        Assert.False(await store.IsHeldAsync("a"));
    });

    [Theory, Trait(Row, "any other exception, lease lost")]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_block_that_fails_keeps_its_exception_and_the_loss_is_noted_on_it(bool noticed) => OnStoreAsync(async store =>
    {
        var thrown = new InvalidDataException("row 3");

        var error = await store.Lease("a", watchful: noticed).ErrorOfAsync(async lease =>
        {
            await LoseUnnoticedAsync(store, lease);
            if (noticed)
                await lease.LostAsync();
            throw thrown;
        });

        Assert.Same(thrown, error);
        Assert.Null(thrown.InnerException);
        Assert.Equal("a", Assert.IsType<LeaseLostException>(thrown.Data["AsyncWith.LeaseLost"]).Name);
    });

    [Fact, Trait(Row, "any other exception, lease held")]
    public Task A_block_that_fails_while_it_holds_the_lease_releases_it_and_nothing_is_noted() => OnStoreAsync(async store =>
    {
        var thrown = new InvalidDataException("row 3");

        var error = await store.Lease("a").ErrorOfAsync(async lease => throw thrown);

        Assert.Same(thrown, error);
        Assert.Empty(thrown.Data);
        Assert.False(await store.IsHeldAsync("a"));
    });

    [Theory, Trait(Row, "not acquired within AcquireTimeout")]
    [InlineData(0)]
    [InlineData(50)]
    public Task A_lease_that_others_hold_is_not_waited_for_longer_than_said(int milliseconds) => OnStoreAsync(async store =>
    {
        await store.Lease("a").UseAsync(async _ =>
        {
            var ran = false;
            var options = new LeaseOptions { AcquireTimeout = TimeSpan.FromMilliseconds(milliseconds) };

            var error = await store.Lease("a", options).ErrorOfAsync(async lease => ran = true);

            Assert.Contains("'a'", Assert.IsType<TimeoutException>(error).Message, StringComparison.Ordinal);
            Assert.False(ran);
            Assert.True(await store.IsHeldAsync("a"));
        });
        Assert.False(await store.IsHeldAsync("a"));
    });

    [Fact]
    public Task A_free_lease_is_acquired_with_one_try() => OnStoreAsync(async store =>
        Assert.Null(await store.Lease("a", new LeaseOptions { AcquireTimeout = TimeSpan.Zero }).ErrorOfAsync(async lease => { })));

    [Fact]
    public Task One_block_waits_for_the_other_and_names_are_apart() => OnStoreAsync(async store =>
    {
        Task<Lease>? waiting = null;
        var second = store.Lease("a");

        await store.Lease("a").UseAsync(async _ =>
        {
            waiting = second.EnterAsync().AsTask();
            Assert.Null(await store.Lease("b").ErrorOfAsync(async lease => { }));
            Assert.False(waiting.IsCompleted);
        }).OrTimeout();

        await waiting!.OrTimeout();
        await second.ExitAsync(null).OrTimeout();
        Assert.False(await store.IsHeldAsync("a"));
    });

    [Fact]
    public Task The_callers_token_ends_the_wait_and_nothing_is_held() => OnStoreAsync(async store =>
    {
        using var source = new CancellationTokenSource();
        await store.Lease("a").UseAsync(async _ =>
        {
            var waiting = store.Lease("a").EnterAsync(source.Token).AsTask();
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.OrTimeout());
        }).OrTimeout();

        Assert.False(await store.IsHeldAsync("a"));
        Assert.IsType<OperationCanceledException>(await store.Lease("a").ErrorOfAsync(async lease => { }, source.Token), exactMatch: false);
        Assert.False(await store.IsHeldAsync("a"));
    });

    [Fact, Trait(Row, "contended")]
    public Task The_wait_for_a_lease_that_is_held_is_in_the_diagnostics() => OnStoreAsync(async store =>
    {
        var name = $"{Guid.NewGuid():N}"[..8]; // the tree sees other tests too
        using var tree = new ContextTree();
        var (waiting, start, waited) = (Task.CompletedTask, 0L, TimeSpan.Zero);

        await store.Lease(name).UseAsync(async _ =>
        {
            waiting = store.Lease(name).UseAsync(static _ => default(ValueTask)).AsTask();
            start = Stopwatch.GetTimestamp(); // the enter has begun
            Assert.True(await store.IsHeldAsync(name));

            waited = Stopwatch.GetElapsedTime(start);
            var seen = tree.Snapshot().Where(context => context.Name == $"Lease {name}").ToArray();
            Assert.Equal([false, true], seen.Select(context => context.IsEntering));
            Assert.True(seen[1].Age >= waited - TimeSpan.FromMilliseconds(1), $"{seen[1].Age} of {waited}");
            waited = Stopwatch.GetElapsedTime(start);
        }).OrTimeout();
        await waiting.OrTimeout();

        var ended = tree.Recent().Where(ended => ended.Context.Name == $"Lease {name}").ToArray();
        Assert.Equal(2, ended.Length);
        Assert.True(ended.Max(ended => ended.EnterTime) >= waited - TimeSpan.FromMilliseconds(1), "The wait is not in the time of the enter.");
    });

    [Fact]
    public Task Many_at_once_are_one_after_the_other() => OnStoreAsync(async store =>
    {
        var (inside, most, total) = (0, 0, 0);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await store.Lease("a").UseAsync(async lease =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            total++;
            Interlocked.Decrement(ref inside);
        })))).OrTimeout();

        Assert.Equal((1, 20), (most, total));
    });

    [Fact]
    public Task A_manager_can_be_used_again_and_not_twice_at_once() => OnStoreAsync(async store =>
    {
        var manager = store.Lease("a");
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await manager.ErrorOfAsync(async lease =>
                Assert.IsType<InvalidOperationException>(await manager.ErrorOfAsync(async again => { }))));
        }
    });

    [Fact]
    public Task Fencing_tokens_are_made_while_the_lease_is_held() => OnStoreAsync(async store =>
    {
        var (last, tokens) = (41L, new List<long?>());
        var options = new LeaseOptions
        {
            FencingTokens = async (name, cancellationToken) =>
            {
                Assert.Equal("a", name);
                Assert.True(await store.IsHeldAsync("a"));
                return ++last;
            },
        };

        for (var i = 0; i < 2; i++)
            await store.Lease("a", options).UseAsync(async lease => tokens.Add(lease.FencingToken)).OrTimeout();

        Assert.Equal([42, 43], tokens);
    });

    [Fact]
    public Task A_fencing_token_that_cannot_be_made_gives_the_lock_back() => OnStoreAsync(async store =>
    {
        var thrown = new InvalidDataException("no token");

        var options = new LeaseOptions { FencingTokens = (_, _) => throw thrown };
        var error = await store.Lease("a", options).ErrorOfAsync(async lease => Assert.Fail("It ran."));

        Assert.Same(thrown, error);
        Assert.False(await store.IsHeldAsync("a"));
    });

    [Fact]
    public Task Blocks_on_a_single_threaded_context_stay_there() => SingleThreadedContext.RunAsync(() => OnStoreAsync(async store =>
    {
        var options = new LeaseOptions
        {
            FencingTokens = async (_, _) =>
            {
                SingleThreadedContext.AssertIsCurrent();
                return 1;
            },
        };
        await store.Lease("a", options).UseAsync(async lease => SingleThreadedContext.AssertIsCurrent());
        SingleThreadedContext.AssertIsCurrent();
    }));

    /// <summary>Runs a test on a store.</summary>
    protected async Task OnStoreAsync(Func<LeaseStore, Task> test) => await Store().UseAsync(async store => await test(store)).OrTimeout();

    private async Task LoseUnnoticedAsync(LeaseStore store, Lease lease)
    {
        await store.LoseAsync("a");
        if (!KnowsAtTheExit)
            await lease.LostAsync();
    }
}
