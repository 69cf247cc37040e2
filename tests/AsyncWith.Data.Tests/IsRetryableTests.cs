using System.Data;
using System.Data.Common;
using AsyncWith.Servers;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Which failures are worth a second try.</summary>
public sealed class IsRetryableTests(PostgresFixture postgres) : StoreTests(postgres)
{
    public static TheoryData<Exception, bool> Exceptions => new()
    {
        { Postgres(PostgresErrorCodes.SerializationFailure), true },
        { Postgres(PostgresErrorCodes.DeadlockDetected), true },
        { Postgres(PostgresErrorCodes.UniqueViolation), false },
        { Postgres(PostgresErrorCodes.AdminShutdown), true },
        { new SqliteException("SQLite Error 5: 'database is locked'.", 5), true },
        { new SqliteException("SQLite Error 19: 'UNIQUE constraint failed'.", 19), false },
        { new SqliteException("SQLite Error 55: 'no such code'.", 55), false },
        { new InvalidOperationException("wrapped", Postgres(PostgresErrorCodes.SerializationFailure)), true },
        { new FormatException("wrapped", new FormatException("twice", new SqliteException("SQLite Error 5: 'database is locked'.", 5))), true },
        { new CommitOutcomeUnknownException("lost", Postgres(PostgresErrorCodes.AdminShutdown)), false },
        { new InvalidOperationException("wrapped", new CommitOutcomeUnknownException("lost", Postgres(PostgresErrorCodes.AdminShutdown))), false },
        { new TransactionRolledBackException("given up", Postgres(PostgresErrorCodes.InFailedSqlTransaction)), false },
        { new TransactionRolledBackException("lost", Postgres(PostgresErrorCodes.AdminShutdown)), false },
        { new AggregateException(Postgres(PostgresErrorCodes.SerializationFailure)), false },
        { new InvalidOperationException("wrapped", new AggregateException(Postgres(PostgresErrorCodes.SerializationFailure))), false },
        { new OperationCanceledException(), false },
        { new TimeoutException(), false },
        { new FormatException(), false },
    };

    [Theory, MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void Is_told_by_the_exception_and_its_causes(Exception exception, bool isRetryable) =>
        Assert.Equal(isRetryable, TransactionFailure.IsRetryable(exception));

    [Fact]
    public async Task What_an_exception_replaced_is_not_its_cause()
    {
        var left = await Assert.ThrowsAsync<FormatException>(async () => await AsyncContextManager
            .FromAcquireRelease<int>(_ => new(1), (_, _) => throw new FormatException("in the exit"))
            .UseAsync(async _ => throw Postgres(PostgresErrorCodes.SerializationFailure)));

        Assert.IsType<PostgresException>(left.InnerException);
        Assert.False(TransactionFailure.IsRetryable(left));
    }

    [Fact]
    public Task A_serialization_failure_of_the_server_is() => OnAsync(Database.Postgres, async store =>
    {
        await store.ExecuteAsync(Store.Insert(1) + ", (2, 'two')");

        var serializable = IsolationLevel.Serializable;
        var left = await Record.ExceptionAsync(async () => await store.Source.Transaction(serializable).UseAsync(async one =>
        {
            await one.ExecuteAsync("UPDATE items SET name = name || (SELECT COUNT(*) FROM items WHERE id = 2) WHERE id = 1");
            await store.Source.Transaction(serializable).UseAsync(async other =>
                await other.ExecuteAsync("UPDATE items SET name = name || (SELECT COUNT(*) FROM items WHERE name = 'item 1') WHERE id = 2"));
            await one.ExecuteAsync("SELECT * FROM items");
        }));

        Assert.Equal(PostgresErrorCodes.SerializationFailure, Assert.IsType<PostgresException>(left).SqlState);
        Assert.True(TransactionFailure.IsRetryable(left));
        Assert.False(left is TransactionRolledBackException);
    });

    [Fact]
    public Task A_snapshot_of_sqlite_that_is_too_old_to_write_is() => OnAsync(Database.Sqlite, async store =>
    {
        await store.ExecuteAsync("PRAGMA journal_mode = WAL");
        await using var connection = new SqliteConnection(store.ConnectionString + "Default Timeout=1");
        await connection.OpenAsync();
        await using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN; SELECT COUNT(*) FROM items";
        await begin.ExecuteScalarAsync();

        await store.ExecuteAsync(Store.Insert(1));
        var left = await Record.ExceptionAsync(() => connection.ScalarAsync(Store.Insert(2)));

        Assert.Equal(5, Assert.IsType<SqliteException>(left).SqliteErrorCode);
        Assert.True(TransactionFailure.IsRetryable(left));
    });

    private static PostgresException Postgres(string state) => new("told by a test", "ERROR", "ERROR", state);
}
