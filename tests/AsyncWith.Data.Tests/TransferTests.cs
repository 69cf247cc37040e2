using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Money is moved, and none is lost.</summary>
public sealed class TransferTests(PostgresFixture postgres) : StoreTests(postgres)
{
    private const int Transfers = 200;
    private const int Accounts = 10;

    [Theory, AllCombinations]
    public async Task Two_hundred_concurrent_transfers_of_which_a_tenth_breaks_conserve_the_sum(Database database) =>
        await Open(database, database == Database.Postgres ? "Maximum Pool Size=20;Timeout=120" : "Default Timeout=120").UseAsync(async store =>
        {
            await store.ExecuteAsync("CREATE TABLE accounts (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL)");
            for (var id = 0; id < Accounts; id++)
                await store.ExecuteAsync($"INSERT INTO accounts (id, balance) VALUES ({id}, 1000)");
            var (broken, announced) = (0, 0);

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
            Assert.Equal(Transfers - Transfers / 10, announced);
            Assert.Equal(Accounts * 1000, await store.CountAsync("SELECT SUM(balance) FROM accounts"));
            Assert.Equal(Transfers - Transfers / 10, await store.CountAsync("SELECT COUNT(*) FROM items"));

            async Scoped TransferAsync(int number)
            {
                var (from, to) = (number % Accounts, (number * 7 + 3) % Accounts);
                var transaction = await Scope.Enter(store.Source.Transaction());
                transaction.OnCommitted(async () => Interlocked.Increment(ref announced));
                await transaction.ExecuteAsync(Store.Insert(number));
                // In the order of the accounts, so that no two wait for each other.
                foreach (var (id, amount) in new[] { (from, -1), (to, 1) }.Order())
                {
                    await transaction.ExecuteAsync($"UPDATE accounts SET balance = balance + {amount} WHERE id = {id}");
                    if (number % 10 == 0)
                        throw new FormatException("between debit and credit");
                }
            }
        });
}
