using AsyncWith.Servers;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AsyncWith.Ledger.Tests;

/// <summary>The ledger on an SQLite file.</summary>
public sealed class SqliteLedgerTests : LedgerTests
{
    private protected override IAsyncContextManager<Bank> EmptyBank() => AsyncContextManager.Create<Bank>(async yield =>
        await TemporaryFolder.Create().UseAsync(async folder =>
        {
            var connectionString = $"Data Source={Path.Combine(folder, "bank.db")}";
            await using var database = SqliteFactory.Instance.CreateDataSource(connectionString + ";Pooling=false");
            await yield.Return(new Bank(folder, connectionString, database));
        }));

    // The credit never ends: it counts to infinity.
    private protected override IAsyncContextManager<Bank> Stuck(Bank bank) =>
        Trigger(
            bank,
            "WHEN NEW.account = 'Z' BEGIN SELECT COUNT(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                + "SELECT i FROM n); END");

    [Fact]
    public async Task An_interrupted_run_rolls_back_what_is_in_flight_and_shows_the_table() => await EmptyBank().UseAsync(async bank =>
    {
        var accounts = await bank.AccountsAsync("A1,Ann,1000", "A2,Bob,0");
        await bank.SummaryAsync(await bank.TransfersAsync(), "--accounts", accounts);
        var transfers = await bank.TransfersAsync(Enumerable.Range(1, 200).Select(number => $"T{number},A1,A2,1,"));

        // Each transfer counts far, twice: the interrupt comes long before the last.
        var count = "BEGIN SELECT COUNT(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT i FROM n); END";
        await Trigger(bank, count).UseAsync(async bank => await bank.Start(transfers, "--accounts", accounts).UseAsync(async ledger =>
        {
            await ledger.WaitForLineAsync("20 of 200 transfers");
            await ledger.InterruptAsync();
            var result = (await ledger.EndAsync()).Exited(130);

            Assert.Contains("Interrupted: ", result.Output, StringComparison.Ordinal);
            Assert.Contains("  ok      each balance = opening + its entries", result.Output, StringComparison.Ordinal);
        }));
        var committed = await bank.CountAsync("SELECT COUNT(*) FROM ledger_transfers");
        var summary = await bank.SummaryAsync(transfers, "--accounts", accounts);

        Assert.InRange(committed, 20, 199);
        Assert.Equal((committed, 200 - committed), (summary.AlreadyApplied, summary.Committed));
    });

    [Fact]
    public async Task A_file_that_another_program_is_writing_is_refused_with_one_line() => await EmptyBank().UseAsync(async bank =>
    {
        var transfers = await bank.TransfersAsync();
        await bank.SummaryAsync(transfers);

        await bank.OtherTransaction("DELETE FROM ledger_entries").UseAsync(async _ =>
            (await bank.RunAsync(transfers)).Refused("database is locked"));
    });

    private static AsyncContextManager<Bank> Trigger(Bank bank, string definition) => AsyncContextManager.Create<Bank>(async yield =>
    {
        await bank.ExecuteAsync($"CREATE TRIGGER slow BEFORE UPDATE ON ledger_accounts {definition}");
        await yield.Return(bank);
        await bank.ExecuteAsync("DROP TRIGGER slow");
    });
}
