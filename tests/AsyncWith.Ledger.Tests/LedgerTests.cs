using Xunit;

namespace AsyncWith.Ledger.Tests;

/// <summary>What holds on every database.</summary>
public abstract class LedgerTests
{
    private static readonly string[] _accounts = ["A1,Ann,100.00", "A2,Bob,50", "A3,Cid,0"];

    /// <summary>A bank whose database is empty.</summary>
    private protected abstract IAsyncContextManager<Bank> EmptyBank();

    /// <summary>While this is entered, no transfer that touches account Z ends.</summary>
    private protected abstract IAsyncContextManager<Bank> Stuck(Bank bank);

    [Fact]
    public async Task Every_line_of_a_file_ends_as_it_should() => await EmptyBank().UseAsync(async bank =>
    {
        var accounts = await bank.AccountsAsync(_accounts);
        var transfers = await bank.TransfersAsync(
            "T1,A1,A2,30.00,rent",
            "T2,A2,A3,80,all of it",
            "T3,A2,A1,0.01,nothing is left",
            "T4,A1,A9,5.00,no such payee",
            "T5,A9,A1,5.00,no such payer",
            "T6,A1,A2",
            "T7,A1,A2,much,not a number",
            "T8,A1,A2,-1.00,negative",
            "T9,A1,A2,0,nothing",
            "T10,A1,A2,1.001,three places",
            "T11,A1,A1,1.00,itself",
            "T1,A1,A2,30.00,rent",
            "T2,A3,A1,1.00,the id of another",
            "T12, A3 ,A1,\"0.10\",\"quoted, with a comma\"",
            "T13,,A2,1.00,no payer",
            "T14,A1,A2,1.00,\"open quote",
            "T15,A1,A2,1.00,a comma, unquoted");

        var result = await bank.RunAsync(transfers, "--accounts", accounts, "--workers", "1", "--summary", transfers + ".json");

        result.Exited(0);
        Assert.Equal(
            """
            {"committed":3,"rolledBack":3,"rejected":9,"alreadyApplied":2,"conserved":true,"total":"150.00","reasons":{"amount has more than two places":1,"amount is not a number":1,"amount is not positive":2,"from and to are the same":1,"insufficient funds":1,"malformed line":1,"missing field":2,"too many fields":1,"unknown account":2},"balances":{"A1":"70.10","A2":"0.00","A3":"79.90"}}

            """,
            await File.ReadAllTextAsync(transfers + ".json"));
        Assert.Equal(
            [
                "rejected, missing field: lines 7, 16",
                "rejected, amount is not a number: line 8",
                "rejected, amount is not positive: lines 9, 10",
                "rejected, amount has more than two places: line 11",
                "rejected, from and to are the same: line 12",
                "rejected, malformed line: line 17",
                "rejected, too many fields: line 18",
                "  ok      total conserved: 150.00 opened, 150.00 now",
                "  ok      no negative balance",
                "  ok      each balance = opening + its entries",
            ],
            result.Output.TrimEnd().Split('\n')[^10..]);
    });

    [Fact]
    public async Task Running_a_file_again_applies_nothing_twice_and_resets_no_balance() => await EmptyBank().UseAsync(async bank =>
    {
        var accounts = await bank.AccountsAsync(_accounts);
        var transfers = await bank.TransfersAsync("T1,A1,A2,30.00,", "T2,A2,A1,500,too much", "T3,A2,A3,0.50,");

        var first = await bank.SummaryAsync(transfers, "--accounts", accounts);
        await bank.AccountsAsync("A1,Ann,7", "A2,Bob,7", "A3,Cid,7", "A4,Dee,1.5");
        var second = await bank.SummaryAsync(transfers, "--accounts", accounts);

        Assert.Equal((2, 1, 0), (first.Committed, first.RolledBack, first.AlreadyApplied));
        Assert.Equal((0, 1, 2), (second.Committed, second.RolledBack, second.AlreadyApplied));
        Assert.Equal(new() { ["A1"] = "70.00", ["A2"] = "79.50", ["A3"] = "0.50", ["A4"] = "1.50" }, second.Balances);
    });

    [Fact]
    public async Task The_bundled_file_is_applied_by_several_workers_and_only_once() => await EmptyBank().UseAsync(async bank =>
    {
        var first = await bank.SummaryAsync("--workers", "8");
        var second = await bank.SummaryAsync();

        Assert.Equal((4638, 198, 89, 75), (first.Committed, first.RolledBack, first.Rejected, first.AlreadyApplied));
        Assert.Equal((140, 58), (first.Reasons["insufficient funds"], first.Reasons["unknown account"]));
        Assert.Equal((0, 198, 89, 4713), (second.Committed, second.RolledBack, second.Rejected, second.AlreadyApplied));
        Assert.Equal("2587717.56", first.Total);
        Assert.Equal(first.Balances, second.Balances);
    });

    [Fact]
    public async Task Balances_equal_those_of_a_model() => await EmptyBank().UseAsync(async bank =>
    {
        var random = new Random(7);
        var balances = Enumerable.Range(1, 6).ToDictionary(number => $"A{number}", number => 20m * number);
        var accounts = await bank.AccountsAsync(balances.Select(pair => $"{pair.Key},owner,{pair.Value}"));
        var lines = Enumerable.Range(0, 400)
            .Select(_ => (Id: $"T{random.Next(300)}", From: random.Next(1, 8), To: random.Next(1, 8), Cents: random.Next(1, 9000)))
            .ToList();
        var transfers = await bank.TransfersAsync(
            lines.Select(line => FormattableString.Invariant($"{line.Id},A{line.From},A{line.To},{line.Cents / 100m:0.00},")));

        var applied = new HashSet<string>();
        foreach (var (id, from, to, cents) in lines)
        {
            if (from == to || applied.Contains(id) || from == 7 || to == 7 || balances[$"A{from}"] < cents / 100m)
                continue;
            applied.Add(id);
            balances[$"A{from}"] -= cents / 100m;
            balances[$"A{to}"] += cents / 100m;
        }

        var summary = await bank.SummaryAsync(transfers, "--accounts", accounts, "--workers", "1");

        Assert.InRange(summary.Committed, 50, 350);
        Assert.Equal(applied.Count, summary.Committed);
        Assert.Equal(lines.Count(line => line.From == line.To), summary.Rejected);
        Assert.Equal(balances.ToDictionary(pair => pair.Key, pair => FormattableString.Invariant($"{pair.Value:0.00}")), summary.Balances);
    });

    [Fact]
    public async Task A_body_that_breaks_between_debit_and_credit_moves_nothing() => await EmptyBank().UseAsync(async bank =>
    {
        var accounts = await bank.AccountsAsync(_accounts);
        var transfers = await bank.TransfersAsync("T1,A1,A2,30.00,", "T2,A2,A3,20.00,", "T3,A1,A9,1.00,");

        var broken = await bank.SummaryAsync(transfers, "--accounts", accounts, "--faults", "1");
        var mended = await bank.SummaryAsync(transfers, "--accounts", accounts);

        Assert.Equal(new() { ["injected fault"] = 2, ["unknown account"] = 1 }, broken.Reasons);
        Assert.Equal(new() { ["A1"] = "100.00", ["A2"] = "50.00", ["A3"] = "0.00" }, broken.Balances);
        Assert.Equal((2, 0), (mended.Committed, mended.AlreadyApplied));
    });

    [Fact]
    public async Task The_same_seed_breaks_the_same_transfers_however_many_workers_there_are() =>
        await (EmptyBank(), EmptyBank(), EmptyBank()).UseAsync(async (one, other, third) =>
        {
            var accounts = await one.AccountsAsync("A1,Ann,1000", "A2,Bob,0");
            var transfers = await one.TransfersAsync(Enumerable.Range(1, 300).Select(number => $"T{number},A1,A2,0.{number % 89 + 10},"));

            var first = await one.SummaryAsync(transfers, "--accounts", accounts, "--faults", "0.1", "--seed", "5", "--workers", "1");
            var same = await other.SummaryAsync(transfers, "--accounts", accounts, "--faults", "0.1", "--seed", "5", "--workers", "6");
            var different = await third.SummaryAsync(transfers, "--accounts", accounts, "--faults", "0.1", "--seed", "6", "--workers", "6");
            var mended = await one.SummaryAsync(transfers, "--accounts", accounts);

            Assert.InRange(first.Reasons["injected fault"], 15, 45);
            Assert.Equal(first.Reasons, same.Reasons);
            Assert.Equal(first.Balances, same.Balances);
            Assert.NotEqual(first.Balances, different.Balances);
            Assert.Equal(300, first.Committed + mended.Committed);
        });

    [Fact]
    public async Task Transfers_that_cross_do_not_stop_each_other() => await EmptyBank().UseAsync(async bank =>
    {
        var accounts = await bank.AccountsAsync("A1,Ann,1000", "A2,Bob,1000");
        var transfers = await bank.TransfersAsync(
            Enumerable.Range(0, 400).Select(number => number % 2 == 0 ? $"T{number},A1,A2,1.01," : $"T{number},A2,A1,1.01,"));

        var summary = await bank.SummaryAsync(transfers, "--accounts", accounts, "--workers", "12");

        Assert.Equal(400, summary.Committed);
        Assert.Equal(new() { ["A1"] = "1000.00", ["A2"] = "1000.00" }, summary.Balances);
    });

    [Fact]
    public async Task Of_two_runs_at_the_same_time_each_transfer_is_applied_by_one() => await EmptyBank().UseAsync(async bank =>
    {
        var accounts = await bank.AccountsAsync("A1,Ann,1000", "A2,Bob,0");
        var transfers = await bank.TransfersAsync(Enumerable.Range(1, 300).Select(number => $"T{number},A1,A2,1,"));

        var summaries = await Task.WhenAll(RunAsync("one.json"), RunAsync("two.json"));

        Assert.Equal(300, summaries.Sum(summary => summary.Committed));
        Assert.Equal(300, summaries.Sum(summary => summary.AlreadyApplied));
        Assert.All(summaries, summary => Assert.Equal("1000.00", summary.Total));

        async Task<LedgerSummary> RunAsync(string name)
        {
            var path = await bank.FileAsync(name);
            (await bank.RunAsync(transfers, "--accounts", accounts, "--workers", "2", "--summary", path)).Exited(0);
            return await LedgerSummary.ReadAsync(path);
        }
    });

    [Fact]
    public async Task A_run_that_was_killed_half_way_is_finished_by_the_next() => await EmptyBank().UseAsync(async bank =>
    {
        var accounts = await bank.AccountsAsync("A1,Ann,1000", "A2,Bob,0", "Z,Zoe,0");
        await bank.SummaryAsync(await bank.TransfersAsync(), "--accounts", accounts);
        var transfers = await bank.TransfersAsync(Enumerable.Range(1, 100).Select(number => $"T{number},A1,{(number == 51 ? "Z" : "A2")},1,"));

        await Stuck(bank).UseAsync(async bank => await bank.Start(transfers, "--accounts", accounts, "--workers", "1").UseAsync(async ledger =>
        {
            await ledger.WaitForLineAsync("50 of 100 transfers");
            await ledger.KillAsync();
        }));
        Assert.Equal(50, await bank.CountAsync("SELECT COUNT(*) FROM ledger_transfers"));
        var summary = await bank.SummaryAsync(transfers, "--accounts", accounts);

        Assert.Equal((50, 50), (summary.AlreadyApplied, summary.Committed));
        Assert.Equal(new() { ["A1"] = "900.00", ["A2"] = "99.00", ["Z"] = "1.00" }, summary.Balances);
    });

    [Fact]
    public async Task A_run_killed_amid_many_transfers_has_applied_none_by_half() => await EmptyBank().UseAsync(async bank =>
    {
        var accounts = await bank.AccountsAsync("A1,Ann,1000", "A2,Bob,1000");
        var transfers = await bank.TransfersAsync(
            Enumerable.Range(0, 600).Select(number => number % 2 == 0 ? $"T{number},A1,A2,1.01," : $"T{number},A2,A1,1.02,"));

        foreach (var applied in (int[])[60, 180, 300])
        {
            await bank.Start(transfers, "--accounts", accounts, "--workers", "8").UseAsync(async ledger =>
            {
                await ledger.WaitForLineAsync($"{applied} of 600 transfers");
                await ledger.KillAsync();
            });

            Assert.Equal(200000, await bank.CountAsync("SELECT CAST(SUM(balance) AS BIGINT) FROM ledger_accounts"));
            Assert.Equal(0, await bank.CountAsync("SELECT CAST(SUM(amount) AS BIGINT) FROM ledger_entries"));
            var count = await bank.CountAsync("SELECT COUNT(*) FROM ledger_transfers");
            Assert.InRange(count, applied, 600);
            Assert.Equal(2 * count, await bank.CountAsync("SELECT COUNT(*) FROM ledger_entries"));
        }

        var summary = await bank.SummaryAsync(transfers, "--accounts", accounts);
        Assert.Equal(600, summary.AlreadyApplied + summary.Committed);
    });

    [Fact]
    public async Task Books_that_do_not_balance_are_shown() => await EmptyBank().UseAsync(async bank =>
    {
        var accounts = await bank.AccountsAsync(_accounts);
        var transfers = await bank.TransfersAsync("T1,A1,A2,30.00,");
        await bank.SummaryAsync(transfers, "--accounts", accounts);

        await bank.ExecuteAsync("UPDATE ledger_accounts SET balance = balance + 1 WHERE account = 'A2'");
        var result = await bank.RunAsync(transfers, "--accounts", accounts, "--summary", transfers + ".json");

        result.Exited(1);
        Assert.Contains("  FAILED  total conserved: 150.00 opened, 150.01 now\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("  ok      no negative balance\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "  FAILED  each balance = opening + its entries\n          A2: opening 50.00, entries 30.00, balance 80.01\n",
            result.Output,
            StringComparison.Ordinal);
        Assert.False((await LedgerSummary.ReadAsync(transfers + ".json")).Conserved);
    });

    [Fact]
    public async Task Money_that_was_moved_without_an_entry_is_shown_though_the_total_is_conserved() => await EmptyBank().UseAsync(async bank =>
    {
        var accounts = await bank.AccountsAsync(_accounts);
        var transfers = await bank.TransfersAsync("T1,A1,A2,30.00,");
        await bank.SummaryAsync(transfers, "--accounts", accounts);

        await bank.ExecuteAsync(
            "UPDATE ledger_accounts SET balance = balance + CASE account WHEN 'A2' THEN 1 ELSE -1 END WHERE account IN ('A1', 'A2')");
        var result = await bank.RunAsync(transfers, "--accounts", accounts);

        result.Exited(1);
        Assert.Contains("  ok      total conserved", result.Output, StringComparison.Ordinal);
        Assert.Contains("          A1: opening 100.00, entries -30.00, balance 69.99\n", result.Output, StringComparison.Ordinal);
    });
}
