using System.Text;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Ledger.Tests;

/// <summary>How the lines of a file are read.</summary>
public sealed class TransfersFileTests
{
    [Fact]
    public async Task A_quote_left_open_spoils_its_own_line_only() =>
        Assert.Equal((2, "malformed line"), await ReadAsync("id,from,to,amount,memo\nT1,A1,A2,1,\"open\nT2,A1,A2,1,\nT3,A1,A2,1,\"closed\"\n"));

    [Fact]
    public async Task A_line_whose_quotes_do_not_match_is_malformed() =>
        Assert.Equal(
            (1, "malformed line"),
            await ReadAsync("id,from,to,amount,memo\nT1,A1,A2,1,said \"hello\"\nT2,A1,A2,1,\"said\" hello\nT3,A1,A2,1,\0\nT4,A1,A2,1,\n"));

    [Fact]
    public async Task An_amount_is_a_positive_decimal_with_at_most_two_places() => await TemporaryFolder.Create().UseAsync(async folder =>
    {
        string[] amounts =
        [
            "1", "1.5", "1.50", ".5", "5.", // lines 2 to 6: good
            "1e3", "$1", "٣", "1 000", "0x1", "99999999999999999999999999999999999999",
            "1.000", "0.001", "0.0000000000000000000000000000000000001",
            "0", "-0.00", "-1",
            "1000000000000",
            "1,000.00",
        ];
        var text = "id,from,to,amount,memo\n" + string.Concat(amounts.Select((amount, index) => $"T{index},A1,A2,{amount},\n"));

        var output = (await RunAsync(folder, text)).Exited(0).Output;

        Assert.Matches(@"\ncommitted +5\n", output);
        Assert.Contains("\nrejected, amount is not a number: lines 7, 8, 9, 10, 11, 12\n", output, StringComparison.Ordinal);
        Assert.Contains("\nrejected, amount has more than two places: lines 13, 14, 15\n", output, StringComparison.Ordinal);
        Assert.Contains("\nrejected, amount is not positive: lines 16, 17, 18\n", output, StringComparison.Ordinal);
        Assert.Contains("\nrejected, amount is too large: line 19\n", output, StringComparison.Ordinal);
        Assert.Contains("\nrejected, too many fields: line 20\n", output, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("\uFEFFid,from,to,amount,memo\r\nT1,A1,A2,1,\r\nT2,A1,A2,0.5,\r\n")]
    [InlineData("ID,From,To,Amount,Memo\n\n  \nT1, A1 ,\"A2\", 1 ,Zoë\nT2,A1,A2,.5,")]
    public async Task Line_ends_marks_spaces_and_empty_lines_do_not_matter(string text) =>
        Assert.Equal((2, null), await ReadAsync(text));

    [Fact]
    public async Task An_id_longer_than_databases_index_is_rejected() =>
        Assert.Equal(
            (1, "name too long"), await ReadAsync($"id,from,to,amount,memo\n{new string('T', 101)},A1,A2,1,\n{new string('T', 100)},A1,A2,1,\n"));

    [Theory]
    [InlineData("")]
    [InlineData("T1,A1,A2,1,\n")]
    [InlineData("id;from;to;amount;memo\n")]
    public async Task A_file_without_the_header_is_refused(string text) => await TemporaryFolder.Create().UseAsync(async folder =>
        (await RunAsync(folder, text)).Refused("does not start with the header id,from,to,amount,memo"));

    private static async Task<(int Committed, string? Reason)> ReadAsync(string text) => await TemporaryFolder.Create().UseAsync(async folder =>
    {
        (await RunAsync(folder, text)).Exited(0);
        var summary = await LedgerSummary.ReadAsync($"{folder}/summary.json");
        return (summary.Committed, summary.Reasons.Keys.SingleOrDefault());
    });

    private static async Task<LedgerResult> RunAsync(string folder, string text)
    {
        await File.WriteAllTextAsync($"{folder}/accounts.csv", "account,owner,balance\nA1,Ann,100\nA2,Bob,0\n");
        await File.WriteAllTextAsync($"{folder}/transfers.csv", text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return await LedgerProgram.RunAsync(
            $"{folder}/transfers.csv", "--accounts", $"{folder}/accounts.csv", "--database", $"Data Source={folder}/bank.db", "--summary",
            $"{folder}/summary.json");
    }
}
