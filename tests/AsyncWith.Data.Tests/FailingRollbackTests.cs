using System.Collections;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Row: the block throws, and the rollback fails too.</summary>
[Trait("Row", "throws, and the rollback fails too")]
public sealed class FailingRollbackTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task The_blocks_exception_stays_and_carries_the_failure(Database database, bool ownConnection) => OnAsync(database, async store =>
    {
        var (cause, failure) = (new InvalidCastException(), new TimeoutException("in the rollback"));
        var thrown = new FormatException("in the block", cause);
        await using var source = new WrappedSource(store.Source, step => step == "rollback" ? failure : null);
        await using var connection = await source.OpenConnectionAsync();

        var left = await Record.ExceptionAsync(() => source.RunAsync(connection, ownConnection, async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            throw thrown;
        }));

        Assert.Same(thrown, left);
        Assert.Same(cause, thrown.InnerException);
        Assert.Same(failure, thrown.Data["AsyncWith.RollbackFailure"]);
        Assert.Same(failure, TransactionFailure.GetRollbackFailure(thrown));
        Assert.Contains("dispose transaction", source.Steps); // which rolls back with most providers
        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task A_failure_to_dispose_after_a_block_that_threw_is_noted_too(Database database, bool ofConnection) => OnAsync(database, async store =>
    {
        var (thrown, failure) = (new FormatException(), new TimeoutException());
        var failing = ofConnection ? "dispose connection" : "dispose transaction";
        await using var source = new WrappedSource(store.Source, step => step == failing ? failure : null);

        Assert.Same(thrown, await Record.ExceptionAsync(async () => await source.Transaction().UseAsync(async () => throw thrown)));

        Assert.Same(failure, TransactionFailure.GetRollbackFailure(thrown));
    });

    [Theory, AllCombinations]
    public Task A_failure_to_dispose_after_the_commit_is_told_as_such(Database database, bool ofConnection) => OnAsync(database, async store =>
    {
        var failure = new TimeoutException();
        var failing = ofConnection ? "dispose connection" : "dispose transaction";
        await using var source = new WrappedSource(store.Source, step => step == failing ? failure : null);
        var called = 0;

        var left = await Assert.ThrowsAsync<AggregateException>(async () => await source.Transaction().UseAsync(async transaction =>
        {
            transaction.OnCommitted(async () => called++);
            await transaction.ExecuteAsync(Store.Insert(1));
        }));

        Assert.Equal([failure], left.InnerExceptions);
        Assert.Equal(1, called);
        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    public Task A_refused_commit_whose_rollback_fails_carries_it(Database database) => OnAsync(database, async store =>
    {
        var (refused, failure) = (new TimeoutException("in the commit"), new TimeoutException("in the rollback"));
        await using var source = new WrappedSource(store.Source, step => step switch { "commit" => refused, "rollback" => failure, _ => null });

        Assert.Same(refused, await Record.ExceptionAsync(async () =>
            await source.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(1)))));

        Assert.Same(failure, TransactionFailure.GetRollbackFailure(refused));
        await store.HoldsAsync();
    });

    [Theory, AllCombinations]
    public Task A_transaction_that_cannot_begin_leaves_no_connection_open(Database database) => OnAsync(database, async store =>
    {
        var failure = new TimeoutException();
        await using var source = new WrappedSource(store.Source, step => step == "begin" ? failure : null);

        Assert.Same(failure, await Record.ExceptionAsync(async () => await source.Transaction().UseAsync(async () => Assert.Fail("entered"))));

        Assert.Equal(["begin", "dispose connection"], source.Steps);
    });

    [Theory, AllCombinations]
    public Task An_exception_without_data_is_the_same_all_the_same(Database database) => OnAsync(database, async store =>
    {
        var thrown = new BareException();
        await using var source = new WrappedSource(store.Source, step => step == "rollback" ? new TimeoutException() : null);

        Assert.Same(thrown, await Record.ExceptionAsync(async () => await source.Transaction().UseAsync(async () => throw thrown)));

        Assert.Null(TransactionFailure.GetRollbackFailure(thrown));
    });

    private sealed class BareException : Exception
    {
        public override IDictionary Data => null!;
    }
}
