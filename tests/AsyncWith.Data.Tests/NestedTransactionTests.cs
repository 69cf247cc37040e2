using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Row: a transaction inside a transaction.</summary>
[Trait("Row", "transaction inside a transaction")]
public sealed class NestedTransactionTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Theory, AllCombinations]
    public Task Is_refused_with_the_word_for_it_and_the_one_around_goes_on(Database database) => OnAsync(database, async store =>
    {
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
                await transaction.Connection.Transaction().UseAsync(async () => Assert.Fail("entered")));
            Assert.Contains("Savepoint()", refused.Message, StringComparison.Ordinal);
            await transaction.ExecuteAsync(Store.Insert(2));
        });

        await store.HoldsAsync(1, 2);
    });
}
