using System.Data;
using System.Data.Common;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Row: the connection is lost or closed in the block.</summary>
[Trait("Row", "connection lost or closed in the block")]
public sealed class LostConnectionTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task A_connection_that_the_server_ends_is_told_though_the_error_was_swallowed(bool ownConnection) =>
        OnAsync(Database.Postgres, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();

        await Assert.ThrowsAsync<TransactionRolledBackException>(() => store.Source.RunAsync(connection, ownConnection, async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await store.TerminateAsync(transaction.Connection!);
            await transaction.FailAsync(Store.Insert(2));
        }));

        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task What_the_block_throws_for_a_lost_connection_propagates_unchanged(bool ownConnection) => OnAsync(Database.Postgres, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();
        DbException? thrown = null;

        var left = await Record.ExceptionAsync(() => store.Source.RunAsync(connection, ownConnection, async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await store.TerminateAsync(transaction.Connection!);
            thrown = await Assert.ThrowsAnyAsync<DbException>(() => transaction.ExecuteAsync(Store.Insert(2)));
            throw thrown;
        }));

        Assert.Same(thrown, left);
        Assert.Null(TransactionFailure.GetRollbackFailure(left!));
        Assert.True(TransactionFailure.IsRetryable(left!));
        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task A_connection_that_the_block_closes_is_told(Database database, bool reopened, bool ownConnection) => OnAsync(database, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();

        await Assert.ThrowsAsync<TransactionRolledBackException>(() => store.Source.RunAsync(connection, ownConnection, async transaction =>
        {
            var used = transaction.Connection!;
            await transaction.ExecuteAsync(Store.Insert(1));
            await used.CloseAsync();
            if (reopened)
                await used.OpenAsync();
        }));

        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task A_block_that_closes_its_connection_and_throws_keeps_its_exception(Database database) => OnAsync(database, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();
        var thrown = new FormatException();

        Assert.Same(thrown, await Record.ExceptionAsync(async () => await connection.Transaction().UseAsync(async () =>
        {
            await connection.CloseAsync();
            throw thrown;
        })));

        Assert.Empty(thrown.Data);
    });

    [Theory, AllCombinations]
    public Task A_connection_that_is_not_open_is_refused(Database database) => OnAsync(database, async store =>
    {
        await using var connection = store.Source.CreateConnection();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await connection.Transaction().UseAsync(async () => Assert.Fail("entered")));

        Assert.Contains("Connect()", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ConnectionState.Closed, connection.State);
    });
}
