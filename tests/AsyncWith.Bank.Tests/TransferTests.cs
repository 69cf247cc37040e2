using System.Net.Http.Json;
using System.Text.Json;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Bank.Tests;

/// <summary>What a client hears, and what the database has then.</summary>
[Collection<OneByOne>]
public sealed class TransferTests(SharedBanks banks, PostgresFixture postgres)
{
    public static TheoryData<Store> Stores => [Store.Sqlite, Store.Postgres];

    [Theory, MemberData(nameof(Stores))]
    public async Task A_transfer_is_committed_before_its_answer(Store store) => await WithBankAsync(store, async (database, bank) =>
    {
        var request = new TransferRequest(2, 3, 25_00);

        using var response = await bank.PostAsync(request);

        Assert.Equal(75_00 + 900_00, await database.CountAsync("""SELECT "Balance" FROM "Accounts" WHERE "Id" = 2"""));
        Assert.Equal(1, await database.CountAsync("""SELECT COUNT(*) FROM "Transfers" """));
        Assert.Equal(200, (int)response.StatusCode);
        var made = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(1, made.GetProperty("number").GetInt64());
        Assert.Equal(request.Id, made.GetProperty("id").GetGuid());
        await bank.BooksBalanceAsync();
    });

    [Theory, MemberData(nameof(Stores))]
    public async Task A_transfer_that_fails_changes_nothing(Store store) => await WithBankAsync(store, async (database, bank) =>
    {
        (TransferRequest Request, int Status, string Said)[] cases =
        [
            (new(2, 3, 1_000_01), 409, "Ada does not have that much."),
            (new(3, 2, 1_000_01), 409, "Alan does not have that much."), // the credit is posted before the debit
            (new(2, 3, 1_00, "Crash"), 500, "crashed"),
            (new(2, 3, 1_00, "Slow"), 504, "too long"),
            (new(2, 3, 1_00, "Refused"), 500, "refused the commit"),
            (new(2, 99, 1_00), 404, "no such account"),
            (new(2, 3, 0), 400, "must be between"),
            (new(2, 3, -5), 400, "must be between"),
        ];
        foreach (var (request, status, said) in cases)
        {
            using var response = await bank.PostAsync(request);

            Assert.Equal(status, (int)response.StatusCode);
            Assert.Contains(said, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(0, await database.CountAsync("""SELECT COUNT(*) FROM "Accounts" WHERE "Balance" <> "Opening" """));
        Assert.Equal(0, await database.CountAsync("""SELECT COUNT(*) FROM "Transfers" """));
        Assert.Equal(200, await bank.TransferAsync(new(2, 3, 1_00)));
    }, "00:00:10"); // which nothing else here takes, on a busy machine too

    [Theory, MemberData(nameof(Stores))]
    public async Task Asked_for_twice_with_the_same_id_it_is_made_once(Store store) => await WithBankAsync(store, async (database, bank) =>
    {
        var request = new TransferRequest(2, 3, 25_00);
        Assert.Equal(200, await bank.TransferAsync(request));
        Assert.Equal(200, await bank.TransferAsync(request));
        Assert.Equal(975_00, await bank.BalanceAsync(2));
    });

    [Theory, MemberData(nameof(Stores))]
    public async Task A_client_that_hangs_up_leaves_nothing_behind(Store store) => await WithBankAsync(store, async (database, bank) =>
    {
        using var hangUp = new CancellationTokenSource();
        var request = bank.PostAsync(new(2, 3, 1_000_00, "Slow"), hangUp.Token);
        await bank.WaitForContextAsync((name, phase, _) => name == "Unit of work" && phase == "open");

        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Equal(200, await bank.TransferAsync(new(2, 3, 1_000_00))); // waits for the other one, and finds all the money
        await bank.BooksBalanceAsync();
    });

    [Fact]
    public async Task Ctrl_C_closes_the_bank_in_good_order() => await BankStore.Create(Store.Sqlite, postgres).UseAsync(
        async database => await database.Start().UseAsync(async bank =>
        {
            Assert.Equal(200, await bank.TransferAsync(new(2, 3, 1_00)));
            Assert.Equal(0, await bank.InterruptAsync());
            await Condition.HoldsAsync(async () => bank.Output.Any(line => line.Contains("The bank has closed.", StringComparison.Ordinal)));
        }));

    private async Task WithBankAsync(Store store, Func<BankStore, RunningBank, Task> test, string? timeLimit = null)
    {
        var (database, bank) = await banks.FirstDayAsync(store, timeLimit);
        await test(database, bank);
    }
}
