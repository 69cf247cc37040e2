using System.Data;
using AsyncWith.Data;
using AsyncWith.Data.Tests;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Xunit;
using Database = AsyncWith.Data.Tests.Database;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>A unit of work saves and commits, or takes everything back.</summary>
public sealed class UnitOfWorkTests(PostgresFixture postgres) : ShopTests(postgres)
{
    [Theory, AllCombinations]
    [Trait("Row", "UnitOfWork succeeds: SaveChanges, then commit")]
    public Task What_the_block_changed_is_saved_and_committed(Database database, From from, Interleaving block) =>
        OnAsync(database, from, async (store, unit) =>
        {
            await unit.UseAsync(async shop =>
            {
                shop.Insert(1);
                await block.RunAsync(() => { });
            });

            await store.HoldsAsync(1);
        });

    [Theory, AllCombinations]
    public Task The_block_may_save_itself_and_what_comes_after_is_saved_too(Database database, From from) =>
        OnAsync(database, from, async (store, unit) =>
    {
        await unit.UseAsync(async shop =>
        {
            shop.Insert(1);
            await shop.SaveChangesAsync();
            await shop.ExecuteAsync(Store.Insert(2));
            shop.Insert(3);
        });

        await store.HoldsAsync(1, 2, 3);
    });

    [Theory, AllCombinations]
    [Trait("Row", "succeeds, even with its token cancelled meanwhile")]
    public Task A_token_cancelled_in_a_block_that_completes_changes_nothing(Database database, From from) =>
        OnAsync(database, from, async (store, unit) =>
    {
        using var source = new CancellationTokenSource();

        await unit.UseAsync(async shop =>
        {
            shop.Insert(1);
            await source.CancelAsync();
        }, source.Token);

        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    [Trait("Row", "throws or is cancelled")]
    public Task A_block_that_throws_leaves_only_its_exception(Database database, From from, Interleaving block) =>
        OnAsync(database, from, async (store, unit) =>
    {
        var cause = new FormatException();
        var thrown = new InvalidOperationException("in the block", cause);

        var left = await Record.ExceptionAsync(async () => await unit.UseAsync(async shop =>
        {
            shop.Insert(1);
            await shop.SaveChangesAsync();
            shop.Insert(2);
            await block.RunAsync(() => throw thrown);
        }));

        Assert.Same(thrown, left);
        Assert.Same(cause, thrown.InnerException);
        Assert.Empty(thrown.Data);
        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    [Trait("Row", "throws or is cancelled")]
    public Task A_cancelled_block_is_rolled_back(Database database, From from) => OnAsync(database, from, async (store, unit) =>
    {
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await unit.UseAsync(async shop =>
        {
            shop.Insert(1);
            await shop.SaveChangesAsync();
            await source.CancelAsync();
            await shop.Items.ToListAsync(source.Token);
        }, source.Token));

        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    [Trait("Row", "fails: rolled back, and the caller's own context forgets its entities")]
    public Task After_a_failure_the_callers_context_does_not_believe_that_anything_was_saved(Database database, bool inTheCommit) =>
        OnAsync(database, async store =>
    {
        await using var shop = new ShopFactory(store).CreateDbContext();

        Assert.NotNull(await Record.ExceptionAsync(async () => await shop.UnitOfWork().UseAsync(async () =>
        {
            shop.Insert(1);
            await shop.SaveChangesAsync();
            if (!inTheCommit)
                throw new FormatException();
            shop.Parts.Add(new Part { Id = 1, Item = 99 });
        })));

        Assert.Empty(shop.ChangeTracker.Entries());
        await shop.UnitOfWork().UseAsync(async () => shop.Insert(1));
        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    public Task After_a_success_the_callers_context_keeps_its_entities(Database database) => OnAsync(database, async store =>
    {
        await using var shop = new ShopFactory(store).CreateDbContext();
        shop.Insert(1);

        await shop.UnitOfWork().UseAsync(async () => shop.Insert(2));

        Assert.All(shop.ChangeTracker.Entries(), entry => Assert.Equal(EntityState.Unchanged, entry.State));
        Assert.Equal(2, shop.ChangeTracker.Entries().Count());
        await store.HoldsAsync(1, 2);
    });

    [Theory, AllCombinations]
    public Task The_isolation_level_is_the_one_asked_for(Database database) => OnAsync(database, async store =>
        await new ShopFactory(store).UnitOfWork(IsolationLevel.Serializable).UseAsync(async shop =>
            Assert.Equal(IsolationLevel.Serializable, shop.Database.CurrentTransaction!.GetDbTransaction().IsolationLevel)));

    [Theory, AllCombinations]
    public Task A_manager_can_be_entered_again_and_not_twice_at_once(Database database, From from) => OnAsync(database, from, async (store, unit) =>
    {
        await Assert.ThrowsAsync<FormatException>(async () => await unit.UseAsync(async () => throw new FormatException()));
        await unit.UseAsync(async shop =>
        {
            shop.Insert(1);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await unit.UseAsync(async () => Assert.Fail("entered")));
        });
        await unit.UseAsync(async shop => shop.Insert(2));

        await store.HoldsAsync(1, 2);
    });

    [Theory, AllCombinations]
    [Trait("Row", "transaction inside a transaction")]
    public Task Inside_a_transaction_it_is_refused_with_the_word_for_it(Database database, bool unitOfWork) => OnAsync(database, async store =>
    {
        await new ShopFactory(store).UnitOfWork().UseAsync(async shop =>
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            {
                if (unitOfWork)
                    await shop.UnitOfWork().UseAsync(async () => Assert.Fail("entered"));
                else
                    await shop.Transaction().UseAsync(async () => Assert.Fail("entered"));
            });
            Assert.Contains("Savepoint()", refused.Message, StringComparison.Ordinal);
            shop.Insert(1);
        });

        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    [Trait("Row", "the block itself calls Commit or Rollback")]
    public Task A_transaction_that_the_block_ends_itself_is_left_alone(Database database, From from, bool commits, bool throws) =>
        OnAsync(database, from, async (store, unit) =>
        {
            var thrown = throws ? new FormatException() : null;

            var left = await Record.ExceptionAsync(async () => await unit.UseAsync(async shop =>
            {
                shop.Insert(1);
                await shop.SaveChangesAsync();
                await (commits ? shop.Database.CommitTransactionAsync() : shop.Database.RollbackTransactionAsync());
                if (thrown is not null)
                    throw thrown;
            }));

            Assert.Same(thrown, left);
            await store.HoldsAsync(commits ? [1] : []);
        });

    [Theory, AllCombinations]
    public Task Interceptors_see_the_commit_and_the_rollback(Database database, bool throws) => OnAsync(database, async store =>
    {
        var steps = new TransactionSteps();

        await Record.ExceptionAsync(async () => await new ShopFactory(store, interceptors: steps).UnitOfWork().UseAsync(async () =>
        {
            if (throws)
                throw new FormatException();
        }));

        Assert.Equal([throws ? "roll back" : "commit"], steps.Steps);
    });

    [Theory, AllCombinations]
    public Task A_context_whose_transaction_cannot_begin_is_disposed_of(Database database) => OnAsync(database, async store =>
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await new ShopFactory(store).UnitOfWork().UseAsync(async () => Assert.Fail("entered"), new CancellationToken(canceled: true)));

        await new ShopFactory(store).UnitOfWork().UseAsync(async shop => shop.Insert(1));
    });

    [Theory, AllCombinations]
    public Task Open_hands_over_a_context_that_is_disposed_of_afterwards(Database database) => OnAsync(database, async store =>
    {
        Shop? kept = null;

        await new ShopFactory(store).Open().UseAsync(async shop =>
        {
            kept = shop;
            shop.Insert(1);
            await shop.SaveChangesAsync();
            shop.Insert(2);
        });

        await Assert.ThrowsAsync<ObjectDisposedException>(() => kept!.Items.ToListAsync());
        await store.HoldsAsync(1);
    });

    [Fact]
    public void Null_is_refused_at_once()
    {
        Assert.Throws<ArgumentNullException>(() => ((IDbContextFactory<Shop>)null!).Open());
        Assert.Throws<ArgumentNullException>(() => ((IDbContextFactory<Shop>)null!).UnitOfWork());
        Assert.Throws<ArgumentNullException>(() => ((Shop)null!).UnitOfWork());
        Assert.Throws<ArgumentNullException>(() => ((Shop)null!).Transaction());
        Assert.Throws<ArgumentNullException>(() => ((Shop)null!).Savepoint());
        Assert.Throws<ArgumentNullException>(() => { _ = ((Shop)null!).RunUnitOfWorkAsync(async (_, _) => { }); });
        Assert.Throws<ArgumentNullException>(() => { _ = ((IDbContextFactory<Shop>)null!).RunUnitOfWorkAsync(async (_, _) => { }); });
    }
}
