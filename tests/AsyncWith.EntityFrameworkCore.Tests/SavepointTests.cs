using AsyncWith.Data;
using AsyncWith.Data.Tests;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>Rows: a savepoint fails; a PostgreSQL savepoint that swallowed an error.</summary>
[Trait("Row", "savepoint")]
public sealed class SavepointTests(PostgresFixture postgres) : ShopTests(postgres)
{
    [Theory, AllCombinations]
    public Task What_a_savepoint_changed_is_saved_when_it_completes(Database database, From from) => OnAsync(database, from, async (store, unit) =>
    {
        await unit.UseAsync(async shop => await shop.Savepoint().UseAsync(async transaction =>
        {
            Assert.Same(shop.Database.CurrentTransaction, transaction);
            shop.Insert(1);
        }));

        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    public Task A_savepoint_that_fails_takes_its_part_back_and_the_unit_of_work_continues(Database database, From from, bool saved) =>
        OnAsync(database, from, async (store, unit) =>
        {
            var thrown = new FormatException();

            await unit.UseAsync(async shop =>
            {
                shop.Insert(1); // not saved yet: it is no part of what fails
                Assert.Same(thrown, await Record.ExceptionAsync(async () => await shop.Savepoint().UseAsync(async () =>
                {
                    shop.Insert(2);
                    if (saved)
                        await shop.SaveChangesAsync();
                    throw thrown;
                })));
                shop.Insert(3);
            });

            Assert.Empty(thrown.Data);
            await store.HoldsAsync(1, 3);
        });

    [Theory, AllCombinations]
    public Task What_cannot_be_saved_at_its_end_is_a_failure_of_the_savepoint(Database database, From from) =>
        OnAsync(database, from, async (store, unit) =>
    {
        await unit.UseAsync(async shop =>
        {
            shop.Insert(1, "same");
            await Assert.ThrowsAsync<DbUpdateException>(async () => await shop.Savepoint().UseAsync(async () => shop.Insert(2, "same")));
            shop.Insert(3);
        });

        await store.HoldsAsync(1, 3);
    });

    [Theory, AllCombinations]
    public Task Three_deep_each_one_takes_back_what_is_inside_it(Database database, bool first, bool second, bool third) =>
        OnAsync(database, async store =>
    {
        await new ShopFactory(store).UnitOfWork().UseAsync(async shop =>
            await TryAsync(shop, 1, first, async () =>
                await TryAsync(shop, 2, second, async () =>
                    await TryAsync(shop, 3, third, async () => { }))));

        long[] kept = [.. new[] { 1L, 2, 3 }.Where(id => !first && (id < 2 || !second) && (id < 3 || !third))];
        await store.HoldsAsync(kept);

        static async Task TryAsync(Shop shop, int id, bool fails, Func<Task> inner)
        {
            try
            {
                await shop.Savepoint().UseAsync(async () =>
                {
                    shop.Insert(id);
                    await inner();
                    if (fails)
                        throw new FormatException();
                });
            }
            catch (FormatException)
            {
                // This part is gone; what is around it goes on.
            }
        }
    });

    [Theory, AllCombinations]
    [Trait("Row", "PostgreSQL savepoint that swallowed an error")]
    public Task A_savepoint_that_swallowed_an_error_is_undone_and_reported(From from, bool unsaved) =>
        OnAsync(Database.Postgres, from, async (store, unit) =>
        {
            await unit.UseAsync(async shop =>
            {
                shop.Insert(1);
                await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await shop.Savepoint().UseAsync(async () =>
                {
                    await Assert.ThrowsAsync<PostgresException>(() => shop.ExecuteAsync(Store.Insert(1)));
                    if (unsaved)
                        shop.Insert(2);
                }));
                shop.Insert(3);
            });

            await store.HoldsAsync(1, 3);
        });

    [Theory, AllCombinations]
    public Task Where_sqlite_has_rolled_everything_back_the_unit_of_work_fails_too(From from, bool unsaved) =>
        OnAsync(Database.Sqlite, from, async (store, unit) =>
    {
        await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await unit.UseAsync(async shop =>
        {
            shop.Insert(1);
            await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await shop.Savepoint().UseAsync(async () =>
            {
                await Assert.ThrowsAsync<SqliteException>(() => shop.ExecuteAsync("INSERT OR ROLLBACK INTO items (id, name) VALUES (1, 'again')"));
                if (unsaved)
                    shop.Insert(2);
            }));
            shop.Insert(3);
        }));

        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task What_a_savepoint_could_not_take_back_is_not_committed(Database database) => OnAsync(database, async store =>
    {
        var failure = new TimeoutException();
        var factory = new ShopFactory(store, interceptors: new TransactionSteps(step => step == "roll back to" ? failure : null));
        var thrown = new FormatException();

        await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await factory.UnitOfWork().UseAsync(async shop =>
        {
            Assert.Same(thrown, await Record.ExceptionAsync(async () => await shop.Savepoint().UseAsync(async () =>
            {
                await shop.ExecuteAsync(Store.Insert(1));
                throw thrown;
            })));
        }));

        Assert.Same(failure, TransactionFailure.GetRollbackFailure(thrown));
        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task Interceptors_see_it(Database database, bool throws) => OnAsync(database, async store =>
    {
        var steps = new TransactionSteps();

        await new ShopFactory(store, interceptors: steps).UnitOfWork().UseAsync(async shop =>
            await Record.ExceptionAsync(async () => await shop.Savepoint().UseAsync(async () =>
            {
                if (throws)
                    throw new FormatException();
            })));

        Assert.Equal(throws ? ["save", "roll back to", "release", "commit"] : ["save", "release", "commit"], steps.Steps);
    });

    [Theory, AllCombinations]
    public Task Outside_a_transaction_it_is_refused(Database database) => OnAsync(database, async store =>
    {
        await using var shop = new ShopFactory(store).CreateDbContext();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await shop.Savepoint().UseAsync(async () => Assert.Fail("entered")));

        Assert.Contains("UnitOfWork()", refused.Message, StringComparison.Ordinal);
    });
}
