using System.Collections.Concurrent;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Bank.Tests;

/// <summary>Many transfers at once, and a bank that is killed while it makes them.</summary>
public sealed class LoadTests(PostgresFixture postgres)
{
    private const int Accounts = 9;

    private static readonly int _transfers = LongRun.Of(5_000, release: 500, debug: 200);

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Of_thousands_of_concurrent_transfers_each_is_made_whole_or_not_at_all(Store store) =>
        await BankStore.Create(store, postgres).UseAsync(async database =>
        await database.Start().UseAsync(async bank =>
        {
            var random = new Random(1);
            var requests = Enumerable.Range(0, _transfers)
                .Select(i => Any(random) with { Fault = i % 20 == 0 ? "Crash" : i % 20 == 1 ? "Refused" : "None" }).ToArray();

            var statuses = await Task.WhenAll(requests.Select(async request => (request.Id, Status: await bank.TransferAsync(request))));

            Assert.All(requests.Zip(statuses), pair =>
                Assert.Contains(pair.Second.Status, pair.First.Fault == "None" ? [200, 409] : (int[])[409, 500])); // 409: there is not enough money
            Assert.Equal(statuses.Where(answer => answer.Status == 200).Select(answer => answer.Id).Order(), (await MadeAsync(bank)).Order());
            await bank.BooksBalanceAsync();
        }));

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Killed_in_the_middle_it_has_all_that_it_has_answered_and_nothing_by_half(Store store) =>
        await BankStore.Create(store, postgres).UseAsync(async database =>
    {
        var (asked, answered) = (new ConcurrentQueue<TransferRequest>(), new ConcurrentQueue<Guid>());
        await database.Start().UseAsync(async bank =>
        {
            var enough = new TaskCompletionSource();
            var clients = Enumerable.Range(0, 8).Select(seed => Task.Run(() => AskUntilItIsGoneAsync(bank, new Random(seed), enough))).ToArray();
            await enough.Task;
            var open = Assert.ThrowsAnyAsync<HttpRequestException>(() => bank.TransferAsync(new(2, 3, 1, "Slow")));
            await bank.WaitForContextAsync((name, phase, age) => name == "Unit of work" && phase == "open" && age > TimeSpan.FromMilliseconds(500));
            await bank.KillAsync();
            await Task.WhenAll([open, .. clients]);
        });

        await database.Start().UseAsync(async bank =>
        {
            await bank.BooksBalanceAsync();
            Assert.Empty(answered.Except(await MadeAsync(bank)));
            foreach (var request in asked)
                Assert.Contains(await bank.TransferAsync(request), (int[])[200, 409]); // as a client does that has heard nothing
            var made = await MadeAsync(bank);
            Assert.Equal(made.Count, made.Distinct().Count());
            Assert.Empty(made.Except(asked.Select(request => request.Id)));
            await bank.BooksBalanceAsync();
        });

        async Task AskUntilItIsGoneAsync(RunningBank bank, Random random, TaskCompletionSource enough)
        {
            try
            {
                while (true)
                {
                    var request = Any(random);
                    asked.Enqueue(request);
                    if (await bank.TransferAsync(request) == 200)
                        answered.Enqueue(request.Id);
                    if (answered.Count >= 200)
                        enough.TrySetResult();
                }
            }
            catch (HttpRequestException)
            {
                // It was killed.
            }
        }
    });

    private static TransferRequest Any(Random random)
    {
        var from = random.Next(Accounts);
        return new(1 + from, 1 + (from + random.Next(1, Accounts)) % Accounts, random.Next(1, 200_00));
    }

    private static async Task<List<Guid>> MadeAsync(RunningBank bank) =>
        [.. (await bank.GetAsync("/api/transfers?take=100000")).EnumerateArray().Select(transfer => transfer.GetProperty("id").GetGuid())];
}
