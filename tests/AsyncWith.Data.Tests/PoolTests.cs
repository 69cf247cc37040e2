using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>No failure costs a connection.</summary>
public sealed class PoolTests(PostgresFixture postgres) : StoreTests(postgres)
{
    [Fact]
    public Task A_pool_of_three_survives_sixty_mixed_failures() => OnAsync(Database.Postgres, "Maximum Pool Size=3;Timeout=60", 60);

    [Fact]
    public Task So_does_a_file() => OnAsync(Database.Sqlite, "", 60);

    private async Task OnAsync(Database database, string options, int failures) => await Open(database, options).UseAsync(async store =>
    {
        for (var number = 0; number < failures; number++)
            Assert.NotNull(await Record.ExceptionAsync(() => FailAsync(store, number)).OrTimeout());

        // All three can be had at once, and work.
        var entered = 0;
        var everyone = new TaskCompletionSource();
        await Task.WhenAll(Enumerable.Range(1, 3).Select(async id => await store.Source.Connect().UseAsync(async connection =>
        {
            if (Interlocked.Increment(ref entered) == 3)
                everyone.SetResult();
            await everyone.Task;
            await connection.Transaction().UseAsync(async transaction => await transaction.ExecuteAsync(Store.Insert(id)));
        }))).OrTimeout();
        await store.HoldsAsync(1, 2, 3);
    });

    private static async Task FailAsync(Store store, int number)
    {
        using var source = new CancellationTokenSource();
        await store.Source.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Store.Insert(100));
            switch (number % 8)
            {
                case 0:
                    throw new FormatException();
                case 1:
                    await transaction.ExecuteAsync(Store.Insert(100));
                    break;
                case 2:
                    await source.CancelAsync();
                    await transaction.ExecuteAsync(Store.Insert(101), source.Token);
                    break;
                case 3:
                    await transaction.ExecuteAsync("INSERT INTO parts (id, item) VALUES (1, 99)");
                    break;
                case 4:
                    await transaction.CreateCommand("SELECT id FROM items").ExecuteReaderAsync();
                    throw new FormatException();
                case 5:
                    await transaction.Connection.CloseAsync();
                    break;
                case 6 when store.Database == Database.Postgres:
                    await store.TerminateAsync(transaction.Connection);
                    break;
                case 7 when store.Database == Database.Postgres:
                    await transaction.Transaction.FailAsync(Store.Insert(100));
                    break;
                default:
                    await transaction.Transaction.FailAsync("INSERT OR ROLLBACK INTO items (id, name) VALUES (100, 'again')");
                    break;
            }
        });
    }
}
