using AsyncWith.Data.Tests;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>Something is moved, and none of it is lost.</summary>
public sealed class TransferTests(PostgresFixture postgres) : ShopTests(postgres)
{
    private const int Transfers = 200;
    private const int Accounts = 10;

    [Theory, AllCombinations]
    public async Task Two_hundred_concurrent_transfers_of_which_a_tenth_breaks_conserve_the_sum(Database database) =>
        await Open(database, database == Database.Postgres ? "Maximum Pool Size=20;Timeout=120" : "Default Timeout=120").UseAsync(async store =>
        {
            for (var id = 0; id < Accounts; id++)
                await store.ExecuteAsync(Store.Insert(id));
            await store.ExecuteAsync("ALTER TABLE items ADD COLUMN stock BIGINT NOT NULL DEFAULT 1000");
            var factory = new ShopFactory(store);
            var broken = 0;

            await Task.WhenAll(Enumerable.Range(0, Transfers).Select(number => Task.Run(async () =>
            {
                try
                {
                    await TransferAsync(number);
                }
                catch (FormatException)
                {
                    Interlocked.Increment(ref broken);
                }
            }))).OrTimeout();

            Assert.Equal(Transfers / 10, broken);
            Assert.Equal(Accounts * 1000, await store.CountAsync("SELECT SUM(stock) FROM items"));
            Assert.Equal(Transfers - Transfers / 10, await store.CountAsync("SELECT COUNT(*) FROM parts"));

            async Scoped TransferAsync(int number)
            {
                var (from, to) = (number % Accounts, (number * 7 + 3) % Accounts);
                var shop = await Scope.Enter(factory.UnitOfWork());
                shop.Parts.Add(new Part { Id = number, Item = from });
                // In the order of the items, so that no two wait for each other.
                foreach (var (id, amount) in new[] { (from, -1), (to, 1) }.Order())
                {
                    await shop.ExecuteAsync($"UPDATE items SET stock = stock + {amount} WHERE id = {id}");
                    if (number % 10 == 0)
                        throw new FormatException("between taking and giving");
                }
            }
        });
}
