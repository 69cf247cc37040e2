using System.Text.Json;

namespace AsyncWith.Ledger.Tests;

/// <summary>What the sample writes for <c>--summary</c>.</summary>
internal sealed record LedgerSummary(
    int Committed, int RolledBack, int Rejected, int AlreadyApplied, bool Conserved, string Total, Dictionary<string, int> Reasons,
    Dictionary<string, string> Balances)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    public static async Task<LedgerSummary> ReadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return (await JsonSerializer.DeserializeAsync<LedgerSummary>(file, _json))!;
    }
}
