using AsyncWith.Data;
using AsyncWith.Data.Tests;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>A transaction of a context commits or rolls back, and saves nothing.</summary>
public sealed class TransactionTests(PostgresFixture postgres) : ShopTests(postgres)
{
    [Theory, AllCombinations]
    public Task What_the_block_saved_is_committed_and_nothing_else(Database database) => OnAsync(database, async store =>
    {
        await using var shop = new ShopFactory(store).CreateDbContext();

        await shop.Transaction().UseAsync(async transaction =>
        {
            Assert.Same(shop.Database.CurrentTransaction, transaction);
            shop.Insert(1);
            await shop.SaveChangesAsync();
            shop.Insert(2);
        });

        await store.HoldsAsync(1);
        Assert.Single(shop.ChangeTracker.Entries(), entry => entry.State == EntityState.Added);
    });

    [Theory, AllCombinations]
    public Task A_block_that_throws_is_rolled_back_and_the_context_keeps_its_entities(Database database) => OnAsync(database, async store =>
    {
        await using var shop = new ShopFactory(store).CreateDbContext();
        var thrown = new FormatException();

        Assert.Same(thrown, await Record.ExceptionAsync(async () => await shop.Transaction().UseAsync(async () =>
        {
            shop.Insert(1);
            await shop.SaveChangesAsync();
            throw thrown;
        })));

        Assert.Single(shop.ChangeTracker.Entries());
        await store.HoldsAsync();
    });

    [Fact]
    public Task A_swallowed_error_is_told() => OnAsync(Database.Postgres, async store =>
    {
        await using var shop = new ShopFactory(store).CreateDbContext();

        await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await shop.Transaction().UseAsync(async () =>
        {
            await shop.ExecuteAsync(Store.Insert(1));
            await Assert.ThrowsAnyAsync<Exception>(() => shop.ExecuteAsync(Store.Insert(1)));
        }));

        await store.HoldsAsync();
        await shop.Transaction().UseAsync(async () => { });
    });
}
