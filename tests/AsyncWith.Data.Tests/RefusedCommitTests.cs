using System.Data;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Row: the commit is refused.</summary>
[Trait("Row", "commit refused")]
public sealed class RefusedCommitTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task A_constraint_that_fails_at_the_commit_rolls_back_and_is_the_providers_own_exception(Database database) =>
        OnAsync(database, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();

        var left = await Record.ExceptionAsync(async () => await connection.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await transaction.ExecuteAsync("INSERT INTO parts (id, item) VALUES (1, 99)");
        }));

        if (database == Database.Postgres)
            Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, Assert.IsType<PostgresException>(left).SqlState);
        else
            Assert.Equal(19, Assert.IsType<SqliteException>(left).SqliteErrorCode);
        Assert.Null(TransactionFailure.GetRollbackFailure(left!));
        Assert.Equal(ConnectionState.Open, connection.State);
        await connection.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(2)));
        await store.HoldsAsync(2);
    });

    [Theory, AllCombinations]
    public Task On_a_connection_of_its_own_too(Database database) => OnAsync(database, async store =>
    {
        var left = await Record.ExceptionAsync(async () => await store.Source.Transaction().UseAsync(async transaction =>
            await transaction.ExecuteAsync("INSERT INTO parts (id, item) VALUES (1, 99)")));

        Assert.True(left is PostgresException or SqliteException, $"{left}");
        Assert.Equal(0, await store.CountAsync("SELECT COUNT(*) FROM parts"));
    });

    [Fact]
    public async Task A_commit_that_sqlite_is_too_busy_for_is_rolled_back() => await OnAsync(Database.Sqlite, async store =>
    {
        // Another connection reads: it has a lock that the commit has to wait for.
        await store.ExecuteAsync(Store.Insert(1) + ", (2, 'two')");
        await using var reading = await store.Source.OpenConnectionAsync();
        await using var select = reading.CreateCommand();
        select.CommandText = "SELECT id FROM items";
        await using var reader = await select.ExecuteReaderAsync();
        await reader.ReadAsync();
        await using var connection = new SqliteConnection(store.ConnectionString + "Default Timeout=1");
        await connection.OpenAsync();

        var left = await Record.ExceptionAsync(async () =>
            await connection.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(3))));
        await reader.DisposeAsync();

        Assert.Equal(5, Assert.IsType<SqliteException>(left).SqliteErrorCode);
        Assert.True(TransactionFailure.IsRetryable(left));
        await store.HoldsAsync(1, 2);
        await connection.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(4)));
        await store.HoldsAsync(1, 2, 4);
    });

    [Fact]
    public Task A_block_that_completes_beside_an_open_reader_is_refused_and_rolled_back() => OnAsync(Database.Postgres, async store =>
    {
        await store.ExecuteAsync(Store.Insert(1));
        await using var connection = await store.Source.OpenConnectionAsync();

        var left = await Record.ExceptionAsync(async () => await connection.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(2));
            var command = connection.CreateCommand();
            command.CommandText = "SELECT id FROM items";
            await command.ExecuteReaderAsync();
        }));

        Assert.IsType<NpgsqlOperationInProgressException>(left);
        await store.HoldsAsync(1);
        await connection.Transaction().UseAsync(async () => { });
    });
}
