using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Ledger.Tests;

/// <summary>What the user says and sees, whatever the database.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task Without_arguments_the_bundled_file_is_applied_beside_the_program_and_once_only() =>
        await TemporaryFolder.Create().UseAsync(async folder =>
        {
            await Command.RunAsync("cp", "-r", LedgerProgram.Folder, folder + "/program");
            File.Delete(folder + "/program/ledger.db");

            var first = (await RunAsync()).Exited(0);
            var second = (await RunAsync()).Exited(0);

            Assert.Matches(@"\ncommitted +4,638\n", first.Output);
            Assert.DoesNotContain("\ncommitted", second.Output, StringComparison.Ordinal);
            Assert.Matches(@"\nalready applied +4,713\n", second.Output);
            Assert.True(File.Exists(folder + "/program/ledger.db"));

            async Task<LedgerResult> RunAsync() => await LedgerProgram.Start(folder + "/program").UseAsync(async ledger => await ledger.EndAsync());
        });

    [Fact]
    public async Task The_help_says_where_the_database_is() =>
        Assert.Contains(
            Path.Combine(LedgerProgram.Folder, "ledger.db"), (await LedgerProgram.RunAsync("--help")).Exited(0).Output, StringComparison.Ordinal);

    [Fact]
    public async Task Output_that_is_not_a_terminal_is_plain() => await TemporaryFolder.Create().UseAsync(async folder =>
    {
        var result = (await LedgerProgram.RunAsync("--database", $"Data Source={folder}/bank.db")).Exited(0);

        Assert.Empty(result.Errors);
        Assert.DoesNotContain(result.Output, character => character is > '~' or < ' ' and not '\n');
        Assert.Contains("\n491 of 4,911 transfers\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("  ok      each balance = opening + its entries\n", result.Output, StringComparison.Ordinal);
    });

    [Fact]
    public async Task A_terminal_sees_a_bar_and_colours() => await TemporaryFolder.Create().UseAsync(async folder =>
    {
        Assert.SkipWhen(Command.Find("script") is null, "There is no program 'script' here, which pretends to be a terminal.");

        var result = await LedgerProgram.StartOnTerminal("--database", $"Data Source={folder}/bank.db")
            .UseAsync(async ledger => await ledger.EndAsync());

        result.Exited(0);
        Assert.Contains("100%", result.Output, StringComparison.Ordinal);
        Assert.Contains("\e[", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("491 of 4,911 transfers", result.Output, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("there is no option '--bogus'", "--bogus")]
    [InlineData("'other.csv'", "one.csv", "other.csv")]
    [InlineData("--workers: give a number from 1 to 64", "--workers", "0")]
    [InlineData("--workers: give a number from 1 to 64", "--workers", "65")]
    [InlineData("--workers: give a number from 1 to 64", "--workers", "two")]
    [InlineData("--faults: give a rate from 0 to 1", "--faults", "1.1")]
    [InlineData("--faults: give a rate from 0 to 1", "--faults", "NaN")]
    [InlineData("--seed: give a whole number", "--seed", "1.5")]
    [InlineData("--seed", "--seed")]
    [InlineData("'Data Source=FILE'", "--database", "nonsense")]
    [InlineData("'Data Source=FILE'", "--database", "postgres://localhost/bank")]
    [InlineData("'Data Source=FILE'", "--database", "Data Source=:memory:")]
    [InlineData("--database", "--database", "Host=localhost;Colour=red")]
    [InlineData("--lease: SQLite has no server", "--lease", "payments")]
    [InlineData("--summary", "--summary", "/no/such/folder/summary.json")]
    [InlineData("/no/such/file.csv", "/no/such/file.csv")]
    [InlineData("/no/such/file.csv", "--accounts", "/no/such/file.csv")]
    [InlineData("cannot be read", "/")]
    [InlineData("the database cannot be used", "--database", "Data Source=/no/such/folder/bank.db")]
    [InlineData("the database cannot be used", "--database", "Host=127.0.0.1;Port=1;Username=nobody")]
    public async Task What_cannot_be_done_is_refused_with_one_line(string said, params string[] arguments)
    {
        var result = await LedgerProgram.RunAsync(arguments);

        result.Refused(said);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("does not start with the header account,owner,balance")]
    [InlineData("does not start with the header account,owner,balance", "A1,Ann,1.00")]
    [InlineData("line 2 is not account,owner,balance", "account,owner,balance", "A1,Ann")]
    [InlineData("line 3 is not account,owner,balance", "account,owner,balance", "A1,Ann,1", ",Bob,1")]
    [InlineData("line 2 has a balance that is not a number", "account,owner,balance", "A1,Ann,much")]
    [InlineData("line 2 has a balance that has more than two places", "account,owner,balance", "A1,Ann,0.001")]
    [InlineData("line 2 has a negative balance", "account,owner,balance", "A1,Ann,-1")]
    [InlineData("line 4 has account A1 a second time", "account,owner,balance", "A1,Ann,1", "A2,Bob,1", "A1,Ann,1")]
    public async Task A_mistake_in_the_accounts_is_told_before_any_money_moves(string said, params string[] lines) =>
        await TemporaryFolder.Create().UseAsync(async folder =>
        {
            var accounts = Path.Combine(folder, "accounts.csv");
            await File.WriteAllLinesAsync(accounts, lines);

            (await LedgerProgram.RunAsync("--accounts", accounts, "--database", $"Data Source={folder}/bank.db")).Refused(said);

            Assert.False(File.Exists($"{folder}/bank.db"));
        });

    [Fact]
    public async Task A_file_that_is_no_database_is_refused() => await TemporaryFolder.Create().UseAsync(async folder =>
    {
        await File.WriteAllTextAsync($"{folder}/bank.db", new string('x', 5000));

        (await LedgerProgram.RunAsync("--database", $"Data Source={folder}/bank.db")).Refused("file is not a database");
    });
}
