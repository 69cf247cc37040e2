using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Bank.Tests;

/// <summary>Interest is paid once in a period: by one process, or by one of two that share a database.</summary>
[Collection<OneByOne>]
public sealed class InterestTests(SharedBanks banks, PostgresFixture postgres)
{
    private const string Payments = """SELECT COUNT(*) FROM "Interest" """;
    private const string Transfers = """SELECT COUNT(*) FROM "Transfers" """;
    private const int Customers = 8;

    [Theory, InlineData(Store.Sqlite), InlineData(Store.Postgres)]
    public async Task Interest_is_paid_once_in_a_period(Store store)
    {
        var (database, bank) = await banks.FirstDayAsync(store);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bank.PayInterestAsync()));

        Assert.Equal([200, 409, 409, 409, 409], answers.Order());
        Assert.Equal(Customers, await database.CountAsync(Transfers));
        Assert.Equal(1_001_00, await bank.BalanceAsync(2));
        await bank.BooksBalanceAsync();
    }

    [Fact]
    public async Task Of_two_processes_one_pays() => await WithPostgresAsync(async database =>
        await (Start(database), Start(database)).UseAsync(async (one, other) =>
        {
            var answers = await Task.WhenAll(one.PayInterestAsync(), other.PayInterestAsync());

            Assert.Equal([200, 409], answers.Order());
            Assert.Equal(Customers, await database.CountAsync(Transfers));
        }));

    [Fact]
    public async Task When_the_one_is_killed_in_the_middle_the_other_pays() => await WithPostgresAsync(async database =>
        await (Start(database), Start(database)).UseAsync(async (one, other) =>
        {
            Task<int>? answer = null;
            await database.OtherTransaction("""SELECT * FROM "Accounts" WHERE "Id" = 5 FOR UPDATE""").UseAsync(async () =>
            {
                var lost = Assert.ThrowsAnyAsync<HttpRequestException>(one.PayInterestAsync);
                await Condition.HoldsAsync(async () => await database.CountAsync(
                    "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
                        + "AND query LIKE 'UPDATE%'") == 1);
                answer = other.PayInterestAsync();
                await other.WaitForContextAsync((name, phase, _) => name == "Lease interest" && phase == "entering");
                await one.KillAsync();
                await lost;
            });

            Assert.Equal(200, await answer!);
            Assert.Equal(other.ProcessId, await database.CountAsync("""SELECT "PaidBy" FROM "Interest" """));
            Assert.Equal(Customers, await database.CountAsync(Transfers));
            await other.BooksBalanceAsync();
        }));

    [Fact]
    public async Task Night_after_night_two_processes_pay_each_time_once() => await WithPostgresAsync(async database =>
        await (Start(database, "00:00:01"), Start(database, "00:00:01")).UseAsync(async (one, other) =>
        {
            await Condition.HoldsAsync(async () => await database.CountAsync(Payments) >= 3);
            await one.KillAsync();
            var before = await database.CountAsync(Payments);
            await Condition.HoldsAsync(async () => await database.CountAsync(Payments) >= before + 2);

            Assert.Equal(0, await other.InterruptAsync());
            Assert.Equal(Customers * await database.CountAsync(Payments), await database.CountAsync(Transfers));
            Assert.Equal(0, await database.CountAsync("""SELECT SUM("Opening" - "Balance") FROM "Accounts" """));
        }));

    private async Task WithPostgresAsync(Func<BankStore, Task> test) =>
        await BankStore.Create(Store.Postgres, postgres).UseAsync(async database => await test(database));

    private static AsyncContextManager<RunningBank> Start(BankStore database, string every = "40.00:00:00") =>
        database.Start("--Bank:InterestEvery", every);
}
