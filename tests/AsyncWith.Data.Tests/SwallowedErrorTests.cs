using System.Data.Common;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Row: the block swallows an error after which the database gives up the transaction.</summary>
[Trait("Row", "swallowed error")]
public sealed class SwallowedErrorTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task On_postgres_nothing_is_committed_and_it_is_told(bool ownConnection) => OnAsync(Database.Postgres, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();

        var left = await RunAsync(store, connection, ownConnection, async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await transaction.FailAsync(Store.Insert(1));
        });

        Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, left.SqlState);
        Assert.IsType<PostgresException>(left.InnerException);
        Assert.False(left.IsTransient);
        Assert.Contains("Savepoint()", left.Message, StringComparison.Ordinal);
        Assert.Empty(left.Data);
        await store.HoldsAsync();
        await connection.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(2)));
        await store.HoldsAsync(2);
    });

    [Theory, AllCombinations]
    public Task On_sqlite_an_or_rollback_is_told(bool ownConnection) => OnAsync(Database.Sqlite, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();

        var left = await RunAsync(store, connection, ownConnection, async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await transaction.FailAsync("INSERT OR ROLLBACK INTO items (id, name) VALUES (1, 'again')");
        });

        Assert.IsType<InvalidOperationException>(left.InnerException);
        Assert.Null(left.SqlState);
        await store.HoldsAsync();
        await connection.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(2)));
        await store.HoldsAsync(2);
    });

    [Theory, AllCombinations]
    public Task On_sqlite_a_full_database_is_told(bool ownConnection) => OnAsync(Database.Sqlite, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();

        var left = await RunAsync(store, connection, ownConnection, async transaction =>
        {
            await transaction.ExecuteAsync("CREATE TABLE large (data TEXT); PRAGMA max_page_count = 20");
            await transaction.ExecuteAsync(Store.Insert(1));
            var full = await Assert.ThrowsAsync<SqliteException>(() =>
                transaction.ExecuteAsync("INSERT INTO large (data) VALUES (hex(randomblob(100000)))"));
            Assert.Equal(13, full.SqliteErrorCode);
        });

        Assert.False(left.IsTransient);
        await store.HoldsAsync();
    });

    [Fact]
    public Task On_sqlite_a_statement_that_fails_alone_loses_nothing() => OnAsync(Database.Sqlite, async store =>
    {
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await transaction.Transaction.FailAsync(Store.Insert(1));
            await transaction.ExecuteAsync(Store.Insert(2));
        });

        await store.HoldsAsync(1, 2);
    });

    [Theory, AllCombinations]
    public Task An_error_that_leaves_the_block_after_that_is_the_same_instance(Database database) => OnAsync(database, async store =>
    {
        var failing = database == Database.Sqlite ? "INSERT OR ROLLBACK INTO items (id, name) VALUES (1, 'again')" : Store.Insert(1);

        var left = await Record.ExceptionAsync(async () => await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await transaction.ExecuteAsync(failing);
        }));

        Assert.True(left is PostgresException or SqliteException, $"{left}");
        Assert.Null(TransactionFailure.GetRollbackFailure(left));
        await store.HoldsAsync();
    });

    private static Task<TransactionRolledBackException> RunAsync(
        Store store, DbConnection connection, bool ownConnection, Func<DbTransaction, Task> block) =>
        Assert.ThrowsAsync<TransactionRolledBackException>(() => store.Source.RunAsync(connection, ownConnection, block));
}
