using AsyncWith.Data.Tests;
using AsyncWith.Servers;
using Npgsql;
using Xunit;

namespace AsyncWith.Ledger.Tests;

/// <summary>The ledger on a PostgreSQL server.</summary>
public sealed class PostgresLedgerTests(PostgresFixture postgres) : LedgerTests
{
    private static readonly string[] _accounts = ["A1,Ann,100.00", "A2,Bob,50", "Z,Zoe,0"];
    private static readonly string[] _transfers = ["T1,A1,A2,1,", "T2,A1,Z,1,", "T3,A1,A2,1,"];

    private protected override IAsyncContextManager<Bank> EmptyBank() => postgres.EmptyBank();

    // Another program has locked the row.
    private protected override IAsyncContextManager<Bank> Stuck(Bank bank) =>
        from _ in bank.OtherTransaction("SELECT * FROM ledger_accounts WHERE account = 'Z' FOR UPDATE")
        select bank;

    [Fact]
    public async Task An_interrupted_run_rolls_back_what_is_in_flight_and_shows_the_table() => await EmptyBank().UseAsync(async bank =>
    {
        var (accounts, transfers) = await OpenAsync(bank);

        await Stuck(bank).UseAsync(async bank =>
            await bank.Start(transfers, "--accounts", accounts, "--workers", "1", "--summary", transfers + ".json").UseAsync(async ledger =>
            {
                await bank.WaitUntilBlockedAsync();
                await ledger.InterruptAsync();
                var result = (await ledger.EndAsync()).Exited(130);
                Assert.Contains("Interrupted: 1 lines were not tried.", result.Output, StringComparison.Ordinal);
            }));
        var summary = await LedgerSummary.ReadAsync(transfers + ".json");

        Assert.Equal(1, summary.Committed);
        Assert.Equal(new() { ["interrupted"] = 1 }, summary.Reasons);
        Assert.Equal(new() { ["A1"] = "99.00", ["A2"] = "51.00", ["Z"] = "0.00" }, summary.Balances);
    });

    [Fact]
    public async Task A_transfer_that_takes_too_long_is_rolled_back_and_the_others_are_not() => await EmptyBank().UseAsync(async bank =>
    {
        var (accounts, transfers) = await OpenAsync(bank);

        var summary = await Stuck(bank).UseAsync(async bank => await bank.SummaryAsync(transfers, "--accounts", accounts, "--workers", "1"));

        Assert.Equal(2, summary.Committed);
        Assert.Equal(new() { ["time limit"] = 1 }, summary.Reasons);
        Assert.Equal(new() { ["A1"] = "98.00", ["A2"] = "52.00", ["Z"] = "0.00" }, summary.Balances);
    });

    [Fact]
    public async Task A_transfer_that_the_server_gives_up_is_rolled_back_and_the_others_are_not() => await EmptyBank().UseAsync(async bank =>
    {
        var (accounts, transfers) = await OpenAsync(bank);
        await bank.ExecuteAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 1', current_database()); END $$");

        var summary = await Stuck(bank).UseAsync(async bank => await bank.SummaryAsync(transfers, "--accounts", accounts, "--workers", "1"));

        Assert.Equal(2, summary.Committed);
        Assert.Equal(new() { ["database busy"] = 1 }, summary.Reasons);
    });

    [Fact]
    public async Task A_run_that_loses_its_connection_goes_on_with_another() => await EmptyBank().UseAsync(async bank =>
    {
        var (accounts, transfers) = await OpenAsync(bank);

        await bank.Start(transfers, "--accounts", accounts, "--workers", "1", "--summary", transfers + ".json").UseAsync(async ledger =>
        {
            await Stuck(bank).UseAsync(TerminateBlockedAsync);
            (await ledger.EndAsync()).Exited(0);
        });

        Assert.Equal(3, (await LedgerSummary.ReadAsync(transfers + ".json")).Committed);
    });

    [Fact]
    public async Task A_run_that_loses_every_connection_says_so_with_one_line_and_the_next_finishes_it() => await EmptyBank().UseAsync(async bank =>
    {
        var (accounts, transfers) = await OpenAsync(bank);

        await Stuck(bank).UseAsync(async bank => await bank.Start(transfers, "--accounts", accounts, "--workers", "1").UseAsync(async ledger =>
        {
            for (var attempt = 1; attempt <= 5; attempt++)
                await TerminateBlockedAsync(bank);
            (await ledger.EndAsync()).Refused("the database cannot be used");
        }));
        var summary = await bank.SummaryAsync(transfers, "--accounts", accounts);

        Assert.Equal((1, 2), (summary.AlreadyApplied, summary.Committed));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_whose_answer_is_lost_is_found_out_and_counted_once(bool committed) => await EmptyBank().UseAsync(async bank =>
    {
        var (accounts, transfers) = await OpenAsync(bank);
        var settings = new NpgsqlConnectionStringBuilder(bank.ConnectionString);
        await using var proxy = new CommitProxy(settings.Port, forwardsCommit: committed, losses: 2, spared: 1); // the first sets up
        settings.Port = proxy.Port;

        var result = await LedgerProgram.RunAsync(
            transfers, "--accounts", accounts, "--workers", "1", "--summary", transfers + ".json", "--database", settings.ConnectionString);

        result.Exited(0);
        var summary = await LedgerSummary.ReadAsync(transfers + ".json");
        Assert.Equal((3, 0), (summary.Committed, summary.AlreadyApplied));
        Assert.Equal(new() { ["A1"] = "97.00", ["A2"] = "52.00", ["Z"] = "1.00" }, summary.Balances);
    });

    [Fact]
    public async Task A_run_that_loses_its_lease_stops_and_says_so() => await EmptyBank().UseAsync(async bank =>
    {
        var (accounts, transfers) = await OpenAsync(bank);

        await Stuck(bank).UseAsync(async bank =>
            await bank.Start(transfers, "--accounts", accounts, "--workers", "1", "--lease", "payments").UseAsync(async ledger =>
            {
                await bank.WaitUntilBlockedAsync();
                await bank.ExecuteAsync("""
                    SELECT pg_terminate_backend(pid) FROM pg_locks
                    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    """);
                (await ledger.EndAsync()).Refused("The lease 'payments' was lost");
            }));
    });

    // Has the server end the connection of the ledger while it waits for the locked row.
    private static async Task TerminateBlockedAsync(Bank bank)
    {
        await bank.WaitUntilBlockedAsync();
        await bank.TerminateBlockedAsync();
    }

    private static async Task<(string Accounts, string Transfers)> OpenAsync(Bank bank)
    {
        var accounts = await bank.AccountsAsync(_accounts);
        await bank.SummaryAsync(await bank.TransfersAsync(), "--accounts", accounts);
        return (accounts, await bank.TransfersAsync(_transfers));
    }
}
