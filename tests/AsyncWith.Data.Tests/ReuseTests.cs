using System.Data.Common;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>A manager can be entered again after its block; twice at once throws.</summary>
public sealed class ReuseTests(PostgresFixture postgres) : StoreTests(postgres)
{
    public enum Kind
    {
        Connection,
        OwnConnection,
        Transaction,
        Savepoint,
    }

    [Theory, AllCombinations]
    public Task A_manager_can_be_entered_again_whatever_became_of_its_block(Database database, Kind kind) => OnAsync(database, kind, async use =>
    {
        await use(async () => { });
        await Assert.ThrowsAsync<FormatException>(() => use(async () => throw new FormatException()));
        await use(async () => { });
    });

    [Theory, AllCombinations]
    public Task Entered_it_refuses_a_second_block_and_the_first_goes_on(Database database, Kind kind) => OnAsync(database, kind, async use =>
    {
        await use(async () =>
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => use(async () => Assert.Fail("entered")));
            Assert.Contains("entered already", refused.Message, StringComparison.Ordinal);
        });
        await use(async () => { });
    });

    [Theory, AllCombinations]
    public Task Of_many_that_enter_at_once_one_wins(Database database) => OnAsync(database, async store =>
    {
        var manager = store.Source.Transaction();
        var open = new TaskCompletionSource();
        var refused = 0;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            try
            {
                await manager.UseAsync(async () => await open.Task);
            }
            catch (InvalidOperationException)
            {
                if (Interlocked.Increment(ref refused) == 19)
                    open.SetResult();
            }
        }))).OrTimeout();

        Assert.Equal(19, refused);
    });

    [Theory, AllCombinations]
    public Task An_enter_that_failed_leaves_the_manager_free(Database database) => OnAsync(database, async store =>
    {
        var manager = store.Source.Transaction();

        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await manager.UseAsync(async () => { }, cancelled));

        await manager.UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(1)));
    });

    [Theory, AllCombinations]
    public Task A_type_that_the_provider_does_not_have_is_refused_and_nothing_stays_open(Database database) => OnAsync(database, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();

        await RefusesAsync(store.Source.Transaction<OtherConnection>(), nameof(OtherConnection));
        await RefusesAsync(store.Source.Connect<OtherConnection>(), nameof(OtherConnection));
        await RefusesAsync(connection.Transaction<OtherTransaction>(), nameof(OtherTransaction));

        await connection.Transaction().UseAsync(async () => { });
    });

    [Fact]
    public void Null_is_refused_at_once()
    {
        Assert.Throws<ArgumentNullException>(() => ((DbDataSource)null!).Connect());
        Assert.Throws<ArgumentNullException>(() => ((DbDataSource)null!).Transaction());
        Assert.Throws<ArgumentNullException>(() => ((DbConnection)null!).Transaction());
        Assert.Throws<ArgumentNullException>(() => ((DbTransaction)null!).Savepoint());
        Assert.Throws<ArgumentNullException>(() => TransactionFailure.IsRetryable(null!));
        Assert.Throws<ArgumentNullException>(() => TransactionFailure.GetRollbackFailure(null!));
    }

    private static async Task RefusesAsync<T>(IAsyncContextManager<T> manager, string type)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.UseAsync(async () => Assert.Fail("entered")));
        Assert.Contains(type, refused.Message, StringComparison.Ordinal);
    }

    private Task OnAsync(Database database, Kind kind, Func<Func<Func<ValueTask>, Task>, Task> test) => OnAsync(database, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();
        await (kind switch
        {
            Kind.Connection => test(Use(store.Source.Connect())),
            Kind.OwnConnection => test(Use(store.Source.Transaction())),
            Kind.Transaction => test(Use(connection.Transaction())),
            _ => connection.Transaction().UseAsync(async transaction => await test(Use(transaction.Savepoint()))).AsTask(),
        });

        static Func<Func<ValueTask>, Task> Use<T>(IAsyncContextManager<T> manager) => async block => await manager.UseAsync(block);
    });

    private abstract class OtherConnection : DbConnection;

    private abstract class OtherTransaction : DbTransaction;
}
