using System.Data.Common;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Npgsql;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Providers that the package does not know, such as a profiler's around one that it knows, are asked before the commit.</summary>
public sealed class UnknownProviderTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task A_query_of_its_own_goes_before_the_commit(Database database) => OnAsync(database, async store =>
    {
        await using var source = new WrappedSource(store.Source);

        await source.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(1)));

        Assert.Equal(["begin", Store.Insert(1), "SELECT 1", "commit", "dispose transaction", "dispose connection"], source.Steps);
        await store.HoldsAsync(1);
    });

    [Fact]
    public Task A_swallowed_error_is_told_behind_a_wrapper_too() => OnAsync(Database.Postgres, async store =>
    {
        await using var source = new WrappedSource(store.Source);

        var left = await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await transaction.Transaction.FailAsync(Store.Insert(1));
        }));

        Assert.Equal(PostgresErrorCodes.InFailedSqlTransaction, left.SqlState);
        Assert.DoesNotContain("commit", source.Steps);
    });

    [Fact]
    public Task A_connection_lost_before_the_query_is_known_to_be_rolled_back() => OnAsync(Database.Postgres, async store =>
    {
        await using var source = new WrappedSource(store.Source);

        await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await source.Transaction().UseAsync(async transaction =>
            await store.TerminateAsync(transaction.Connection)));

        Assert.DoesNotContain("commit", source.Steps);
    });

    [Theory, AllCombinations]
    public Task A_query_that_the_database_does_not_know_says_nothing(Database database) => OnAsync(database, async store =>
    {
        await using var source = new WrappedSource(store.Source, step => step == "command" ? new Failure() : null);

        await source.Transaction().UseAsync(async () => { });

        Assert.Contains("commit", source.Steps);
    });

    [Theory, AllCombinations]
    public Task Savepoints_that_the_provider_does_not_have_are_refused(Database database) => OnAsync(database, async store =>
    {
        await using var source = new WrappedSource(store.Source);

        await source.Transaction().UseAsync(async transaction =>
            await Assert.ThrowsAsync<NotSupportedException>(async () => await transaction.Savepoint().UseAsync(async () => Assert.Fail("entered"))));
    });

    private sealed class Failure : DbException;
}
