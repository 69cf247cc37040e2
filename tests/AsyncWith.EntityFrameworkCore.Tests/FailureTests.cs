using System.Data.Common;
using AsyncWith.Data;
using AsyncWith.Data.Tests;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>The rows of the table of failures.</summary>
public sealed class FailureTests(PostgresFixture postgres) : ShopTests(postgres)
{
    [Theory, AllCombinations]
    [Trait("Row", "throws, and the rollback fails too")]
    public Task A_failing_rollback_is_noted_on_the_blocks_exception(Database database, bool refusedCommit) => OnAsync(database, async store =>
    {
        var (thrown, failure) = (new FormatException("in the block", new InvalidCastException()), new TimeoutException("in the rollback"));
        var factory = new ShopFactory(store, interceptors: new TransactionSteps(step => step == "roll back" ? failure : null));

        var left = await Record.ExceptionAsync(async () => await factory.UnitOfWork().UseAsync(async shop =>
        {
            shop.Insert(1);
            await shop.SaveChangesAsync();
            if (!refusedCommit)
                throw thrown;
            shop.Insert(1 + 1, "item 1"); // which the database refuses
        }));

        if (refusedCommit)
            Assert.IsType<DbUpdateException>(left);
        else
            Assert.Same(thrown, left);
        Assert.IsType<InvalidCastException>(thrown.InnerException);
        Assert.Same(failure, TransactionFailure.GetRollbackFailure(left!));
        await store.HoldsAsync(); // disposing rolls back
    });

    [Theory, AllCombinations]
    [Trait("Row", "throws with a reader left open")]
    public Task A_block_that_throws_beside_an_open_reader_is_rolled_back(Database database, From from) =>
        OnAsync(database, from, async (store, unit) =>
    {
        await store.ExecuteAsync(Store.Insert(1) + ", (2, 'two')");
        var thrown = new FormatException();

        Assert.Same(thrown, await Record.ExceptionAsync(async () => await unit.UseAsync(async shop =>
        {
            await shop.ExecuteAsync(Store.Insert(3));
            await shop.Items.AsAsyncEnumerable().GetAsyncEnumerator().MoveNextAsync();
            throw thrown;
        })));

        Assert.Empty(thrown.Data);
        await store.HoldsAsync(1, 2);
    });

    [Theory, AllCombinations]
    [Trait("Row", "commit refused")]
    public Task What_the_database_refuses_when_it_is_saved_is_entity_frameworks_own_exception(Database database, From from) =>
        OnAsync(database, from, async (store, unit) =>
        {
            var left = await Assert.ThrowsAsync<DbUpdateException>(async () => await unit.UseAsync(async shop =>
            {
                shop.Insert(1, "same");
                await shop.SaveChangesAsync();
                shop.Insert(2, "same");
            }));

            Assert.Null(TransactionFailure.GetRollbackFailure(left));
            await store.HoldsAsync();
        });

    [Theory, AllCombinations]
    [Trait("Row", "commit refused")]
    public Task A_constraint_that_fails_at_the_commit_is_the_providers_own_exception(Database database, From from, bool savedInTheBlock) =>
        OnAsync(database, from, async (store, unit) =>
        {
            var left = await Record.ExceptionAsync(async () => await unit.UseAsync(async shop =>
            {
                shop.Insert(1);
                shop.Parts.Add(new Part { Id = 1, Item = 99 });
                if (savedInTheBlock)
                    await shop.SaveChangesAsync();
            }));

            var isRefused = left is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } or SqliteException { SqliteErrorCode: 19 };
            Assert.True(isRefused, $"{left}");
            await store.HoldsAsync();
            await unit.UseAsync(async shop => shop.Insert(2));
            await store.HoldsAsync(2);
        });

    [Theory, AllCombinations]
    [Trait("Row", "commit refused")]
    public Task A_file_that_is_too_busy_to_commit_is_rolled_back(From from) => OnAsync(Database.Sqlite, async store =>
    {
        await store.ExecuteAsync(Store.Insert(1) + ", (2, 'two')");
        await using var reading = await store.Source.OpenConnectionAsync();
        await using var select = reading.CreateCommand();
        select.CommandText = "SELECT id FROM items";
        await using var reader = await select.ExecuteReaderAsync();
        await reader.ReadAsync();
        var factory = new ShopFactory(store, connectionString: store.ConnectionString + "Default Timeout=1");
        await using var shop = factory.CreateDbContext();
        var unit = from == From.Factory ? factory.UnitOfWork() : shop.UnitOfWork();

        var left = await Record.ExceptionAsync(async () => await unit.UseAsync(async shop => shop.Insert(3)));
        await reader.DisposeAsync();

        Assert.Equal(5, Assert.IsType<SqliteException>(left).SqliteErrorCode);
        Assert.True(TransactionFailure.IsRetryable(left));
        await store.HoldsAsync(1, 2);
        await unit.UseAsync(async shop => shop.Insert(4));
        await store.HoldsAsync(1, 2, 4);
    });

    [Theory, AllCombinations]
    [Trait("Row", "swallowed error")]
    public Task On_postgres_a_swallowed_error_is_told(From from, bool unsaved) => OnAsync(Database.Postgres, from, async (store, unit) =>
    {
        var left = await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await unit.UseAsync(async shop =>
        {
            await shop.ExecuteAsync(Store.Insert(1));
            await Assert.ThrowsAsync<PostgresException>(() => shop.ExecuteAsync(Store.Insert(1)));
            if (unsaved)
                shop.Insert(2);
        }));

        Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, Assert.IsType<PostgresException>(left.InnerException).SqlState);
        Assert.Null(TransactionFailure.GetRollbackFailure(left));
        await store.HoldsAsync();
        await unit.UseAsync(async shop => shop.Insert(3));
        await store.HoldsAsync(3);
    });

    [Theory, AllCombinations]
    [Trait("Row", "swallowed error")]
    public Task On_sqlite_an_or_rollback_is_told_and_what_was_not_saved_yet_is_not_committed_on_its_own(From from, bool unsaved) =>
        OnAsync(Database.Sqlite, from, async (store, unit) =>
        {
            await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await unit.UseAsync(async shop =>
            {
                await shop.ExecuteAsync(Store.Insert(1));
                await Assert.ThrowsAsync<SqliteException>(() => shop.ExecuteAsync("INSERT OR ROLLBACK INTO items (id, name) VALUES (1, 'again')"));
                if (unsaved)
                    shop.Insert(2);
            }));

            await store.HoldsAsync();
            await unit.UseAsync(async shop => shop.Insert(3));
            await store.HoldsAsync(3);
        });

    [Theory, AllCombinations]
    [Trait("Row", "swallowed error")]
    public Task On_sqlite_a_full_database_is_told(From from, bool stillUnsaved) => OnAsync(Database.Sqlite, from, async (store, unit) =>
    {
        await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await unit.UseAsync(async shop =>
        {
            await shop.ExecuteAsync("CREATE TABLE large (data TEXT)");
            await shop.ExecuteAsync("PRAGMA max_page_count = 20");
            await shop.ExecuteAsync(Store.Insert(1));
            var full = await Assert.ThrowsAsync<SqliteException>(() =>
                shop.ExecuteAsync("INSERT INTO large (data) VALUES (hex(randomblob(100000)))"));
            Assert.Equal(13, full.SqliteErrorCode);
            if (stillUnsaved)
                shop.Insert(2);
        }));

        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    [Trait("Row", "swallowed error")]
    public Task A_save_that_fails_and_is_caught_is_no_reason_to_give_up(Database database, From from) =>
        OnAsync(database, from, async (store, unit) =>
    {
        await unit.UseAsync(async shop =>
        {
            shop.Insert(1, "same");
            await shop.SaveChangesAsync();
            var refused = shop.Items.Add(new Item { Id = 2, Name = "same" });
            await Assert.ThrowsAsync<DbUpdateException>(() => shop.SaveChangesAsync());
            refused.State = EntityState.Detached;
            shop.Insert(3);
        });

        await store.HoldsAsync(1, 3);
    });

    [Theory, AllCombinations]
    [Trait("Row", "connection lost or closed in the block")]
    public Task A_connection_lost_in_the_block_is_told_though_the_error_was_swallowed(From from) =>
        OnAsync(Database.Postgres, from, async (store, unit) =>
    {
        await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await unit.UseAsync(async shop =>
        {
            await shop.ExecuteAsync(Store.Insert(1));
            await store.TerminateAsync(shop.Database.GetDbConnection());
            await Assert.ThrowsAnyAsync<Exception>(() => shop.ExecuteAsync(Store.Insert(2)));
        }));

        await store.HoldsAsync();
        await unit.UseAsync(async shop => shop.Insert(3));
        await store.HoldsAsync(3);
    });

    [Theory, AllCombinations]
    [Trait("Row", "connection lost or closed in the block")]
    public Task A_connection_closed_in_the_block_is_told(Database database, From from) => OnAsync(database, from, async (store, unit) =>
    {
        await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await unit.UseAsync(async shop =>
        {
            await shop.ExecuteAsync(Store.Insert(1));
            await shop.Database.GetDbConnection().CloseAsync();
        }));

        await store.HoldsAsync();
    });

    [Fact]
    [Trait("Row", "connection lost in the block, and noticed when its changes are saved")]
    public Task A_connection_lost_before_the_commit_is_known_to_be_rolled_back() => OnAsync(Database.Postgres, async store =>
    {
        var left = await Record.ExceptionAsync(async () => await new ShopFactory(store).UnitOfWork().UseAsync(async shop =>
        {
            shop.Insert(1);
            await store.TerminateAsync(shop.Database.GetDbConnection());
        }));

        Assert.IsNotType<CommitOutcomeUnknownException>(left);
        Assert.True(TransactionFailure.IsRetryable(left!), $"{left}");
        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    [Trait("Row", "connection lost in COMMIT")]
    public Task A_connection_lost_in_the_commit_leaves_the_outcome_unknown(From from, bool committed) => OnAsync(Database.Postgres, async store =>
    {
        var settings = new NpgsqlConnectionStringBuilder(store.ConnectionString);
        await using var proxy = new CommitProxy(settings.Port, forwardsCommit: committed);
        settings.Port = proxy.Port;
        settings.Pooling = false;
        var factory = new ShopFactory(store, connectionString: settings.ConnectionString);
        await using var shop = factory.CreateDbContext();

        var left = await Assert.ThrowsAsync<CommitOutcomeUnknownException>(async () =>
            await (from == From.Factory ? factory.UnitOfWork() : shop.UnitOfWork()).UseAsync(async shop => shop.Insert(1))).OrTimeout();

        Assert.True(Assert.IsType<DbException>(left.InnerException, exactMatch: false).IsTransient);
        Assert.False(TransactionFailure.IsRetryable(left));
        await store.HoldsAsync(committed ? [1] : []);
    });
}
