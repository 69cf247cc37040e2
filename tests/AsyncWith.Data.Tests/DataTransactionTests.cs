using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>What the block is given.</summary>
public sealed class DataTransactionTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task A_command_is_made_in_the_transaction(Database database) => OnAsync(database, async store =>
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            await using var command = transaction.CreateCommand("SELECT 1");
            await using var empty = transaction.CreateCommand();

            Assert.Equal(("SELECT 1", ""), (command.CommandText, empty.CommandText));
            Assert.Same(transaction.Transaction, command.Transaction);
            Assert.Same(transaction.Connection, command.Connection);
        }));

    [Theory, AllCombinations]
    public Task A_transaction_can_be_deconstructed(Database database) => OnAsync(database, async store =>
        await store.Source.Transaction().UseAsync(async whole =>
        {
            var (connection, transaction) = whole;

            Assert.Same(whole.Connection, connection);
            Assert.Same(whole.Transaction, transaction);
        }));

    [Theory, AllCombinations]
    public Task A_debugger_shows_whether_it_has_ended(Database database) => OnAsync(database, async store =>
    {
        var kept = await store.Source.Transaction().UseAsync(async transaction =>
        {
            Assert.Equal("open", DebuggerText.Of(transaction));
            return transaction;
        });

        Assert.Equal("ended", DebuggerText.Of(kept));
    });
}
