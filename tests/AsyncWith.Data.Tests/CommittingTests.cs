using System.Data;
using System.Data.Common;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Row: the block succeeds, even with its token cancelled meanwhile.</summary>
[Trait("Row", "succeeds")]
public sealed class CommittingTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task What_a_block_did_is_committed(Database database, Interleaving block) => OnAsync(database, async store =>
    {
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await block.RunAsync(() => { });
        });

        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    public Task The_result_of_a_block_is_returned(Database database) => OnAsync(database, async store =>
        Assert.Equal(1, await store.Source.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(1)))));

    [Theory, AllCombinations]
    public Task On_a_connection_of_the_caller_too_and_it_stays_open(Database database) => OnAsync(database, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();

        for (var id = 1; id <= 3; id++)
            await connection.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(id)));

        Assert.Equal(ConnectionState.Open, connection.State);
        await store.HoldsAsync(1, 2, 3);
    });

    [Theory, AllCombinations]
    public Task A_token_cancelled_in_a_block_that_completes_changes_nothing(Database database, bool ownConnection) => OnAsync(database, async store =>
    {
        using var source = new CancellationTokenSource();
        await using var connection = await store.Source.OpenConnectionAsync();

        await store.Source.RunAsync(connection, ownConnection, BlockAsync, source.Token);

        await store.HoldsAsync(1);

        async Task BlockAsync(DbTransaction transaction)
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await source.CancelAsync();
        }
    });

    [Theory, AllCombinations]
    public Task A_block_that_does_nothing_commits_nothing(Database database) => OnAsync(database, async store =>
    {
        await store.Source.Transaction().UseAsync(async () => { });

        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task In_a_scope_the_method_is_the_block(Database database) => OnAsync(database, async store =>
    {
        await InsertAsync();

        await store.HoldsAsync(1);

        async Scoped InsertAsync()
        {
            var connection = await Scope.Enter(store.Source.Connect());
            var transaction = await Scope.Enter(connection.Transaction());
            await transaction.ExecuteAsync(Store.Insert(1));
        }
    });

    [Theory, AllCombinations]
    public Task The_isolation_level_is_the_one_asked_for(Database database) => OnAsync(database, async store =>
    {
        await store.Source.Transaction(IsolationLevel.Serializable).UseAsync(async transaction =>
        {
            Assert.Equal(IsolationLevel.Serializable, transaction.Transaction.IsolationLevel);
            if (database == Database.Postgres)
                Assert.Equal("serializable", await transaction.Connection.ScalarAsync("SHOW transaction_isolation"));
        });
    });

    [Fact]
    public Task Types_of_the_provider_are_handed_over_on_sqlite() => OnAsync(Database.Sqlite, async store =>
    {
        await store.Source.Transaction<SqliteConnection>().UseAsync(async transaction =>
            Assert.Equal(store.Source.ConnectionString, transaction.Connection.ConnectionString));
        await store.Source.Connect<SqliteConnection>().UseAsync(async connection =>
            await connection.Transaction<SqliteTransaction>().UseAsync(async transaction => Assert.Same(connection, transaction.Connection)));
    });

    [Fact]
    public Task Types_of_the_provider_are_handed_over_on_postgres() => OnAsync(Database.Postgres, async store =>
    {
        await store.Source.Transaction<NpgsqlConnection>().UseAsync(async transaction => Assert.NotEqual(0, transaction.Connection.ProcessID));
        await store.Source.Connect<NpgsqlConnection>().UseAsync(async connection =>
            await connection.Transaction<NpgsqlTransaction>().UseAsync(async transaction => Assert.Same(connection, transaction.Connection)));
    });
}
