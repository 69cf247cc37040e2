using System.Diagnostics;
using System.Globalization;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Ledger.Tests;

/// <summary>The run that holds the lease is killed, another one takes over, and the books balance.</summary>
public sealed class TakeoverTests(PostgresFixture postgres)
{
    /// <summary>Where the leader is when it is killed.</summary>
    public enum Instant
    {
        BeforeItsFirstTransaction,
        InATransaction,
        AtTheCommit,
        AfterACommit,
    }

    private const int Seed = 23;

    private static readonly int _kills = LongRun.IsOn ? 12 : 3;
    private const string Waiting = "lease:     waiting for payments";

    private static readonly string[] _accounts = ["A1,Ann,100.00", "A2,Bob,50", "Z,Zoe,0"];
    private static readonly string[] _transfers = ["T1,A1,A2,1,", "T2,A1,Z,1,", "T3,A1,A2,1,"];

    [Theory]
    [InlineData(Instant.BeforeItsFirstTransaction, 0)]
    [InlineData(Instant.InATransaction, 1)]
    [InlineData(Instant.AtTheCommit, 2)] // the server goes on with a commit that it was asked for
    [InlineData(Instant.AfterACommit, null)]
    public async Task A_leader_that_is_killed_leaves_whole_transfers_and_the_next_does_the_rest(Instant instant, int? applied) =>
        await postgres.EmptyBank().UseAsync(async bank =>
        {
            var accounts = await bank.AccountsAsync(_accounts);
            await bank.SummaryAsync(await bank.TransfersAsync(), "--accounts", accounts);
            var transfers = await bank.TransfersAsync(_transfers);
            string[] leased = [transfers, "--accounts", accounts, "--workers", "1", "--lease", "payments"];

            await new AsyncExitStack().UseAsync(async obstacle =>
            {
                var reached = await ObstructAsync(bank, instant, obstacle);
                await bank.Start(leased).UseAsync(async leader =>
                {
                    await reached();
                    await bank.Start([.. leased, "--summary", transfers + ".json"]).UseAsync(async next =>
                    {
                        await next.WaitForLineAsync(Waiting);
                        await leader.KillAsync();
                        await obstacle.CloseAsync();
                        (await next.EndAsync()).Exited(0);
                    });
                });
            });
            var summary = await LedgerSummary.ReadAsync(transfers + ".json");

            Assert.True(summary.Conserved);
            Assert.Equal(3, summary.AlreadyApplied + summary.Committed);
            Assert.Equal(applied ?? summary.AlreadyApplied, summary.AlreadyApplied);
            Assert.Equal(new() { ["A1"] = "97.00", ["A2"] = "52.00", ["Z"] = "1.00" }, summary.Balances);
            await AssertAllIsWholeAsync(bank);
        });

    [Fact]
    public async Task Leaders_that_are_killed_at_random_instants_apply_each_transfer_once() => await postgres.EmptyBank().UseAsync(async bank =>
    {
        var random = new Random(Seed);
        const int Accounts = 10, Transfers = 3_000;
        var accounts = await bank.AccountsAsync(Enumerable.Range(0, Accounts).Select(i => $"A{i},Owner,10000"));
        await bank.SummaryAsync(await bank.TransfersAsync(), "--accounts", accounts);
        var moves = Enumerable.Range(0, Transfers)
            .Select(_ => (From: random.Next(Accounts), Step: random.Next(1, Accounts), Amount: random.Next(1, 4)))
            .ToArray();
        var transfers = await bank.TransfersAsync(
            moves.Select((move, i) => $"T{i},A{move.From},A{(move.From + move.Step) % Accounts},{move.Amount},"));
        string[] leased = [transfers, "--accounts", accounts, "--workers", "4", "--lease", "payments", "--summary", transfers + ".json"];

        await Commits.Of(bank).UseAsync(async commits => await new AsyncExitStack().UseAsync(async runs =>
        {
            var leader = await runs.EnterContextAsync(bank.Start(leased));
            for (var kill = 0; kill < _kills; kill++)
            {
                await leader.WaitForLineAsync("workers:   4");
                var next = await runs.EnterContextAsync(bank.Start(leased));
                await next.WaitForLineAsync(Waiting);
                await commits.WaitForAsync(random.Next(1, 50));
                Spin(TimeSpan.FromMicroseconds(random.Next(5_000)));
                await leader.KillAsync();
                leader = next;
                await AssertAllIsWholeAsync(bank);
            }

            (await leader.EndAsync()).Exited(0);
        }));
        var summary = await LedgerSummary.ReadAsync(transfers + ".json");

        Assert.True(summary.Conserved);
        Assert.Equal((Transfers, 0), (summary.Committed + summary.AlreadyApplied, summary.RolledBack));
        Assert.True(summary.AlreadyApplied >= _kills, $"Only {summary.AlreadyApplied} were applied by those that were killed.");
        Assert.Equal(
            Enumerable.Range(0, Accounts).ToDictionary(i => $"A{i}", i => (10_000 + Gain(i)).ToString("0.00", CultureInfo.InvariantCulture)),
            summary.Balances);
        await AssertAllIsWholeAsync(bank);

        int Gain(int account) =>
            moves.Sum(move => (move.From + move.Step) % Accounts == account ? move.Amount : move.From == account ? -move.Amount : 0);
    });

    /// <summary>Has a leader stop, or be heard of, at the instant until <paramref name="obstacle"/> is closed.</summary>
    /// <returns>Ends when a leader is there.</returns>
    private static async Task<Func<Task>> ObstructAsync(Bank bank, Instant instant, AsyncExitStack obstacle)
    {
        switch (instant)
        {
            case Instant.AfterACommit:
                var commits = await obstacle.EnterContextAsync(Commits.Of(bank));
                return () => commits.WaitForAsync(1);
            case Instant.AtTheCommit:
                await bank.ExecuteAsync("""
                    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF NEW.id = 'T2' THEN PERFORM pg_advisory_xact_lock_shared(42); END IF;
                        RETURN NULL;
                    END $$;
                    CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON ledger_transfers
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait();
                    """);
                break;
        }

        await obstacle.EnterContextAsync(bank.OtherTransaction(instant switch
        {
            Instant.BeforeItsFirstTransaction => "SELECT pg_advisory_xact_lock(7305812930471)", // what a ledger takes to set up
            Instant.InATransaction => "SELECT * FROM ledger_accounts WHERE account = 'Z' FOR UPDATE",
            _ => "SELECT pg_advisory_xact_lock(42)",
        }));
        return bank.WaitUntilBlockedAsync;
    }

    /// <summary>Each transfer has both its entries, and each balance is explained by them.</summary>
    private static async Task AssertAllIsWholeAsync(Bank bank)
    {
        Assert.Equal(0, await bank.CountAsync("""
            SELECT count(*) FROM ledger_transfers t
            WHERE (SELECT count(*) FILTER (WHERE amount <> 0) * 1000 + COALESCE(sum(amount), 1) FROM ledger_entries e WHERE e.transfer = t.id) <> 2000
            """));
        Assert.Equal(0, await bank.CountAsync("""
            SELECT count(*) FROM ledger_accounts a
            WHERE balance <> opening + COALESCE((SELECT sum(amount) FROM ledger_entries e WHERE e.account = a.account), 0)
            """));
    }

    private static void Spin(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
            Thread.SpinWait(10);
    }
}
