using System.Data;
using AsyncWith.Data;
using AsyncWith.Data.Tests;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Xunit;
using Database = AsyncWith.Data.Tests.Database;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>Units of work under an execution strategy that retries.</summary>
public sealed class RunUnitOfWorkTests(PostgresFixture postgres) : ShopTests(postgres)
{
    [Theory, AllCombinations]
    [Trait("Row", "under a retrying execution strategy the enter forms are refused")]
    public Task A_manager_is_refused_with_the_word_for_it(Database database) => OnAsync(database, async store =>
    {
        var factory = new ShopFactory(store, retries: 3);
        await using var shop = factory.CreateDbContext();

        foreach (var unit in (IAsyncContextManager<Shop>[])[factory.UnitOfWork(), shop.UnitOfWork()])
            await RefusesAsync(unit);
        await RefusesAsync(shop.Transaction());

        static async Task RefusesAsync<T>(IAsyncContextManager<T> manager)
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.UseAsync(async () => Assert.Fail("entered")));
            Assert.Contains("RunUnitOfWorkAsync", refused.Message, StringComparison.Ordinal);
        }
    });

    [Theory, AllCombinations]
    [Trait("Row", "allowed inside the strategy")]
    public Task Inside_the_strategy_a_manager_is_allowed(Database database) => OnAsync(database, async store =>
    {
        await using var shop = new ShopFactory(store, retries: 3).CreateDbContext();

        await shop.Database.CreateExecutionStrategy().ExecuteAsync(async () => await shop.UnitOfWork().UseAsync(async () => shop.Insert(1)));

        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    public Task The_result_is_that_of_the_attempt_that_was_committed(Database database, From from, bool retries) => OnAsync(database, async store =>
    {
        var factory = new ShopFactory(store, retries ? 3 : 0);
        await using var shop = factory.CreateDbContext();

        var result = await RunAsync(factory, from, shop, async (shop, _) => { shop.Insert(1); return 42; });

        Assert.Equal(42, result);
        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    [Trait("Row", "a fresh context per attempt, or the caller's cleared")]
    public Task Each_attempt_sees_nothing_of_those_before(Database database, From from) => OnAsync(database, async store =>
    {
        var factory = new ShopFactory(store, retries: 3);
        await using var own = factory.CreateDbContext();
        var seen = new List<Shop>();

        await RunAsync(factory, from, own, async (shop, _) =>
        {
            Assert.Empty(shop.ChangeTracker.Entries());
            seen.Add(shop);
            shop.Insert(1);
            await shop.SaveChangesAsync();
            shop.Insert(2);
            return seen.Count < 3 ? throw Transient(database) : 0;
        });

        Assert.Equal(3, seen.Count);
        Assert.Equal(from == From.Factory ? 3 : 1, seen.Distinct().Count());
        await store.HoldsAsync(1, 2);
    });

    [Theory, AllCombinations]
    [Trait("Row", "unsaved changes before it are refused")]
    public Task Unsaved_changes_of_the_callers_context_are_refused(Database database) => OnAsync(database, async store =>
    {
        await using var shop = new ShopFactory(store, retries: 3).CreateDbContext();
        shop.Insert(1);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => shop.RunUnitOfWorkAsync(async (_, _) => Assert.Fail("entered")));

        Assert.Contains("unsaved changes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(EntityState.Added, Assert.Single(shop.ChangeTracker.Entries()).State);
    });

    [Theory, AllCombinations]
    public Task What_is_not_transient_is_not_run_again(Database database, From from) => OnAsync(database, async store =>
    {
        var factory = new ShopFactory(store, retries: 3);
        await using var own = factory.CreateDbContext();
        var attempts = 0;
        var thrown = new FormatException();

        Assert.Same(thrown, await Record.ExceptionAsync(() => RunAsync<int>(factory, from, own, async (shop, _) =>
        {
            attempts++;
            throw thrown;
        })));

        Assert.Equal(1, attempts);
    });

    [Theory, AllCombinations]
    public Task A_strategy_that_has_had_enough_gives_up(Database database, From from) => OnAsync(database, async store =>
    {
        var factory = new ShopFactory(store, retries: 2);
        await using var own = factory.CreateDbContext();
        var attempts = 0;

        var left = await Assert.ThrowsAsync<RetryLimitExceededException>(() => RunAsync<int>(factory, from, own, async (shop, _) =>
        {
            attempts++;
            await shop.ExecuteAsync(Store.Insert(attempts));
            throw Transient(database);
        }));

        Assert.Equal(3, attempts);
        Assert.True(TransactionFailure.IsRetryable(left));
        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task A_cancelled_run_is_rolled_back(Database database, From from) => OnAsync(database, async store =>
    {
        var factory = new ShopFactory(store, retries: 3);
        await using var own = factory.CreateDbContext();
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(factory, from, own, async (shop, token) =>
        {
            await shop.ExecuteAsync(Store.Insert(1));
            await source.CancelAsync();
            return await shop.Items.CountAsync(token);
        }, cancellationToken: source.Token));

        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    [Trait("Row", "an unknown commit")]
    public Task An_unknown_commit_is_thrown_and_not_run_again(From from, bool committed) => OnLostCommitAsync(committed, async (store, factory) =>
    {
        await using var own = factory.CreateDbContext();
        var attempts = 0;

        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(() => RunAsync(factory, from, own, async (shop, _) =>
        {
            shop.Insert(1);
            return ++attempts;
        })).OrTimeout();

        Assert.Equal(1, attempts);
        await store.HoldsAsync(committed ? [1] : []);
    });

    [Theory, AllCombinations]
    [Trait("Row", "an unknown commit with VerifyCommitted")]
    public Task An_unknown_commit_that_is_verified_is_the_result_or_is_run_again(From from, bool committed) =>
        OnLostCommitAsync(committed, async (store, factory) =>
    {
        await using var own = factory.CreateDbContext();
        var (attempts, verified) = (0, 0);
        var options = new UnitOfWorkOptions<Shop>
        {
            VerifyCommitted = async (shop, token) =>
            {
                verified++;
                Assert.Empty(shop.ChangeTracker.Entries());
                return await shop.Items.AnyAsync(item => item.Id == 1, token);
            },
        };

        var result = await RunAsync(factory, from, own, async (shop, _) =>
        {
            shop.Insert(1);
            return ++attempts;
        }, options).OrTimeout();

        Assert.Equal(committed ? 1 : 2, result);
        Assert.Equal(result, attempts);
        Assert.Equal(1, verified);
        await store.HoldsAsync(1);
    });

    [Fact]
    public Task Serializable_units_of_work_that_collide_are_run_again_until_all_are_done() => OnAsync(Database.Postgres, async store =>
    {
        const int Workers = 8;
        const int Rounds = 10;
        await store.ExecuteAsync(Store.Insert(1, "0"));
        var factory = new ShopFactory(store, retries: 1000);
        var options = new UnitOfWorkOptions<Shop> { IsolationLevel = IsolationLevel.Serializable };
        var attempts = 0;

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await factory.RunUnitOfWorkAsync(async (shop, token) =>
                {
                    Interlocked.Increment(ref attempts);
                    var item = await shop.Items.SingleAsync(token);
                    item.Name = $"{int.Parse(item.Name) + 1}";
                }, options);
            }
        }))).OrTimeout();

        Assert.Equal(Workers * Rounds, await store.CountAsync("SELECT CAST(name AS INTEGER) FROM items"));
        Assert.True(attempts > Workers * Rounds, "Nothing collided, so nothing was proved.");
    });

    [Fact]
    public Task A_file_that_is_busy_is_tried_again() => OnAsync(Database.Sqlite, async store =>
    {
        await using var other = await store.Source.OpenConnectionAsync();
        var blocking = await other.BeginTransactionAsync();
        var factory = new ShopFactory(store, retries: 1000, connectionString: store.ConnectionString + "Default Timeout=1");

        var run = factory.RunUnitOfWorkAsync(async (shop, token) => shop.Insert(1));
        await blocking.DisposeAsync();
        await run.OrTimeout();

        await store.HoldsAsync(1);
    });

    private static Task<TResult> RunAsync<TResult>(
        ShopFactory factory,
        From from,
        Shop own,
        Func<Shop, CancellationToken, Task<TResult>> body,
        UnitOfWorkOptions<Shop>? options = null,
        CancellationToken cancellationToken = default) =>
        from == From.Factory
            ? factory.RunUnitOfWorkAsync(body, options, cancellationToken)
            : own.RunUnitOfWorkAsync(body, options, cancellationToken);

    private static Exception Transient(Database database) => database == Database.Postgres
        ? new PostgresException("told by a test", "ERROR", "ERROR", PostgresErrorCodes.SerializationFailure)
        : new Microsoft.Data.Sqlite.SqliteException("SQLite Error 5: 'database is locked'.", 5);

    private Task OnLostCommitAsync(bool committed, Func<Store, ShopFactory, Task> test) => OnAsync(Database.Postgres, async store =>
    {
        var settings = new NpgsqlConnectionStringBuilder(store.ConnectionString);
        await using var proxy = new CommitProxy(settings.Port, forwardsCommit: committed, losses: 1);
        settings.Port = proxy.Port;
        settings.Pooling = false;
        await test(store, new ShopFactory(store, retries: 3, connectionString: settings.ConnectionString));
    });
}
