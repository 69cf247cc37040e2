using System.Data.Common;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Rows: the block throws or is cancelled; with a reader left open.</summary>
[Trait("Row", "throws or is cancelled")]
public sealed class RollingBackTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task A_block_that_throws_leaves_only_its_exception(Database database, Interleaving block, bool ownConnection) =>
        OnAsync(database, async store =>
    {
        var cause = new FormatException();
        var thrown = new InvalidOperationException("in the block", cause);
        await using var connection = await store.Source.OpenConnectionAsync();

        var left = await Record.ExceptionAsync(() => store.Source.RunAsync(connection, ownConnection, async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await block.RunAsync(() => throw thrown);
        }));

        Assert.Same(thrown, left);
        Assert.Same(cause, thrown.InnerException);
        Assert.Empty(thrown.Data);
        Assert.DoesNotContain("at AsyncWith.Data.TransactionManager", thrown.ToString(), StringComparison.Ordinal); // the user's code only
        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task A_block_that_throws_before_it_returns_a_task_is_rolled_back(Database database) => OnAsync(database, async store =>
    {
        var thrown = new FormatException();
        ValueTask Throw(DataTransaction<DbConnection> transaction) => throw thrown;

        Assert.Same(thrown, await Record.ExceptionAsync(async () => await store.Source.Transaction().UseAsync(Throw)));

        await store.Source.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(1)));
    });

    [Theory, AllCombinations]
    public Task An_error_of_the_database_is_rolled_back_and_is_the_same_instance(Database database) => OnAsync(database, async store =>
    {
        DbException? thrown = null;

        var left = await Record.ExceptionAsync(async () => await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            try
            {
                await transaction.ExecuteAsync(Store.Insert(1));
            }
            catch (DbException exception)
            {
                thrown = exception;
                throw;
            }
        }));

        Assert.Same(thrown, left);
        Assert.Null(TransactionFailure.GetRollbackFailure(left!));
        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task A_cancelled_block_is_rolled_back(Database database) => OnAsync(database, async store =>
    {
        using var source = new CancellationTokenSource();

        var left = await Record.ExceptionAsync(async () => await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await source.CancelAsync();
            await transaction.ExecuteAsync(Store.Insert(2), source.Token);
        }, source.Token));

        Assert.IsType<OperationCanceledException>(left, exactMatch: false);
        await store.HoldsAsync();
    });

    [Fact]
    public Task A_block_cancelled_in_the_middle_of_a_command_is_rolled_back_and_the_connection_goes_on() => OnAsync(Database.Postgres, async store =>
    {
        using var source = new CancellationTokenSource();
        await using var connection = await store.Source.OpenConnectionAsync();
        var process = await connection.ScalarAsync("SELECT pg_backend_pid()");

        var left = await Record.ExceptionAsync(async () => await connection.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await using var command = connection.CreateCommand();
            command.CommandText = store.Endless;
            var running = command.ExecuteNonQueryAsync(source.Token);
            var isAsleep = $"EXISTS (SELECT FROM pg_stat_activity WHERE pid = {process} AND wait_event = 'PgSleep')";
            await store.ExecuteAsync($"DO $$ BEGIN WHILE NOT {isAsleep} LOOP PERFORM pg_sleep(0.01); END LOOP; END $$");
            await source.CancelAsync();
            await running;
        }));

        Assert.IsType<OperationCanceledException>(left, exactMatch: false);
        Assert.Null(TransactionFailure.GetRollbackFailure(left!));
        await connection.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(2)));
        await store.HoldsAsync(2);
    });

    [Theory, AllCombinations]
    public Task A_token_cancelled_before_the_enter_opens_nothing(Database database) => OnAsync(database, async store =>
    {
        var cancelled = new CancellationToken(canceled: true);
        await using var connection = await store.Source.OpenConnectionAsync();

        foreach (var ownConnection in (bool[])[false, true])
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                store.Source.RunAsync(connection, ownConnection, async _ => Assert.Fail("entered"), cancelled));

        await connection.Transaction().UseAsync(async () => { });
    });

    [Theory, AllCombinations]
    [Trait("Row", "throws with a reader left open")]
    public Task A_block_that_throws_beside_an_open_reader_is_rolled_back(Database database, bool ownConnection) => OnAsync(database, async store =>
    {
        await store.ExecuteAsync(Store.Insert(1) + ", (2, 'two'), (3, 'three')");
        var thrown = new FormatException();
        await using var connection = await store.Source.OpenConnectionAsync();

        async Task ThrowAsync(DbTransaction transaction)
        {
            await transaction.ExecuteAsync(Store.Insert(4));
            var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "SELECT id FROM items";
            var reader = await command.ExecuteReaderAsync();
            await reader.ReadAsync();
            throw thrown;
        }

        var left = await Record.ExceptionAsync(() => store.Source.RunAsync(connection, ownConnection, ThrowAsync));

        Assert.Same(thrown, left);
        Assert.Empty(thrown.Data);
        await store.HoldsAsync(1, 2, 3);
    });
}
