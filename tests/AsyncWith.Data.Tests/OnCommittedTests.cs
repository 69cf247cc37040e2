using System.Data;
using System.Data.Common;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>What is done once a transaction is committed.</summary>
public sealed class OnCommittedTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task Callbacks_run_in_order_after_the_commit(Database database, Interleaving callback) => OnAsync(database, async store =>
    {
        List<string> steps = [];

        await store.Source.Transaction().UseAsync(async transaction =>
        {
            foreach (var name in (string[])["one", "two", "three"])
            {
                transaction.OnCommitted(async () =>
                {
                    await store.HoldsAsync(1);
                    Assert.Equal(ConnectionState.Closed, transaction.Connection.State);
                    await callback.RunAsync(() => steps.Add(name));
                });
            }

            await transaction.ExecuteAsync(Store.Insert(1));
            steps.Add("block");
        });

        Assert.Equal(["block", "one", "two", "three"], steps);
    });

    [Theory, AllCombinations]
    public Task A_callback_that_fails_undoes_nothing_and_keeps_no_other_from_running(Database database, Interleaving callback) =>
        OnAsync(database, async store =>
    {
        var (first, second) = (new FormatException(), new OperationCanceledException());
        var ran = 0;

        var left = await Assert.ThrowsAsync<AggregateException>(async () => await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            transaction.OnCommitted(() => callback.RunAsync(() => throw first));
            transaction.OnCommitted(() => callback.RunAsync(() => throw second));
            transaction.OnCommitted(() => callback.RunAsync(() => { ran++; }));
        }));

        Assert.Equal([first, second], left.InnerExceptions);
        Assert.Equal(1, ran);
        await store.HoldsAsync(1);
    });

    [Theory, AllCombinations]
    public Task A_callback_that_fails_transiently_is_no_reason_to_run_it_again(Database database) => OnAsync(database, async store =>
    {
        var left = await Assert.ThrowsAsync<AggregateException>(async () => await store.Source.Transaction().UseAsync(async transaction =>
            transaction.OnCommitted(() => throw new Failure(isTransient: true))));

        Assert.False(TransactionFailure.IsRetryable(left));
    });

    [Theory, AllCombinations]
    public Task No_callback_runs_when_the_block_throws_or_its_commit_is_refused(Database database, bool refused) => OnAsync(database, async store =>
    {
        var left = await Record.ExceptionAsync(async () => await store.Source.Transaction().UseAsync(async transaction =>
        {
            transaction.OnCommitted(() => throw new InvalidOperationException("called"));
            if (!refused)
                throw new FormatException();
            await transaction.ExecuteAsync("INSERT INTO parts (id, item) VALUES (1, 99)");
        }));

        Assert.True(refused ? left is DbException : left is FormatException, $"{left}");
    });

    [Theory, AllCombinations]
    public Task No_callback_runs_when_the_block_ended_the_transaction_itself(Database database, bool committed) => OnAsync(database, async store =>
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            transaction.OnCommitted(() => throw new InvalidOperationException("called"));
            await (committed ? transaction.Transaction.CommitAsync() : transaction.Transaction.RollbackAsync());
        }));

    [Theory, AllCombinations]
    public Task A_callback_of_a_savepoint_runs_unless_the_savepoint_failed(Database database, bool fromTheTransaction) =>
        OnAsync(database, async store =>
    {
        List<string> called = [];

        await store.Source.Transaction().UseAsync(async transaction =>
        {
            transaction.OnCommitted(async () => called.Add("before"));
            await SavepointAsync("kept", fails: false);
            await SavepointAsync("failed", fails: true);
            transaction.OnCommitted(async () => called.Add("after"));

            async Task SavepointAsync(string name, bool fails) => await Record.ExceptionAsync(async () =>
            {
                var savepoint = fromTheTransaction ? transaction.Savepoint() : transaction.Transaction.Savepoint();
                await savepoint.UseAsync(async () =>
                {
                    transaction.OnCommitted(async () => called.Add(name));
                    if (fails)
                        throw new FormatException();
                });
            });
        });

        Assert.Equal(["before", "kept", "after"], called);
    });

    [Theory, AllCombinations]
    public Task The_next_transaction_knows_nothing_of_the_callbacks_of_the_one_before(Database database, bool failed) =>
        OnAsync(database, async store =>
    {
        var called = 0;
        var manager = store.Source.Transaction();

        await Record.ExceptionAsync(async () => await manager.UseAsync(async transaction =>
        {
            transaction.OnCommitted(async () => called++);
            if (failed)
                throw new FormatException();
        }));
        await manager.UseAsync(async () => { });

        Assert.Equal(failed ? 0 : 1, called);
    });

    [Theory, AllCombinations]
    public Task After_the_block_there_is_nothing_to_wait_for(Database database) => OnAsync(database, async store =>
    {
        DataTransaction<DbConnection>? kept = null;
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            kept = transaction;
            transaction.OnCommitted(async () => Assert.Throws<InvalidOperationException>(() => transaction.OnCommitted(() => default)));
        });

        var refused = Assert.Throws<InvalidOperationException>(() => kept!.OnCommitted(() => default));
        Assert.Contains("inside the block", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => kept!.OnCommitted(null!));
    });

    [Theory, AllCombinations]
    public async Task Callbacks_run_on_the_context_of_the_caller_unless_it_says_otherwise(Database database, bool onContext) =>
        await Open(database).UseAsync(async store => await SingleThreadedContext.RunAsync(async () =>
        {
            SynchronizationContext? seen = null;
            async ValueTask BlockAsync(DataTransaction<DbConnection> transaction)
            {
                transaction.OnCommitted(async () => seen = SynchronizationContext.Current);
                await transaction.ExecuteAsync(Store.Insert(1));
            }

            if (onContext)
                await store.Source.Transaction().UseAsync(BlockAsync);
            else
                await store.Source.Transaction().ConfigureAwait(false).UseAsync(BlockAsync);

            Assert.Equal(onContext, seen is not null);
        }));

    private sealed class Failure(bool isTransient) : DbException
    {
        public override bool IsTransient => isTransient;
    }
}
