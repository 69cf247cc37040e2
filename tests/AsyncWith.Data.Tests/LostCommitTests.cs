using System.Data.Common;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Npgsql;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Row: the connection is lost in COMMIT.</summary>
[Trait("Row", "connection lost in COMMIT")]
public sealed class LostCommitTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task The_outcome_is_unknown_and_nothing_is_half_applied(bool committed, bool ownConnection) => OnAsync(Database.Postgres, async store =>
    {
        var settings = new NpgsqlConnectionStringBuilder(store.ConnectionString);
        await using var proxy = new CommitProxy(settings.Port, forwardsCommit: committed);
        settings.Port = proxy.Port;
        await using var source = NpgsqlDataSource.Create(settings);

        var left = await Assert.ThrowsAsync<CommitOutcomeUnknownException>(async () =>
            await source.Connect().UseAsync(async connection => await source.RunAsync(connection, ownConnection, InsertTwoAsync))).OrTimeout();

        Assert.False(left.IsTransient);
        Assert.False(TransactionFailure.IsRetryable(left));
        Assert.True(Assert.IsType<NpgsqlException>(left.InnerException, exactMatch: false).IsTransient); // a blind retry would apply it twice
        await store.HoldsAsync(committed ? [1, 2] : []);
    });

    [Fact]
    public Task A_connection_that_ended_before_the_commit_unnoticed_leaves_the_outcome_unknown() => OnAsync(Database.Postgres, async store =>
    {
        await Assert.ThrowsAsync<CommitOutcomeUnknownException>(async () => await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await store.TerminateAsync(transaction.Connection);
        }));

        await store.HoldsAsync();
    });

    private static async Task InsertTwoAsync(DbTransaction transaction)
    {
        await transaction.ExecuteAsync(Store.Insert(1));
        await transaction.ExecuteAsync(Store.Insert(2));
    }
}
