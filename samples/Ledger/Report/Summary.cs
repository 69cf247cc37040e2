using System.Text.Json;

namespace AsyncWith.Samples.Ledger;

/// <summary>What happened, for programs.</summary>
internal sealed record Summary(
    int Committed,
    int RolledBack,
    int Rejected,
    int AlreadyApplied,
    bool Conserved,
    string Total,
    SortedDictionary<string, int> Reasons,
    SortedDictionary<string, string> Balances)
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Fails before money moves where writing would fail after it.</summary>
    /// <exception cref="UsageException">There cannot be such a file.</exception>
    public static void CheckPath(string? path)
    {
        if (path is "" || path is not null && (Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))))
            throw new UsageException($"--summary: '{path}' cannot be written");
    }

    public static async Task WriteAsync(string path, Tally tally, Audit audit)
    {
        var summary = new Summary(
            tally.Of(OutcomeKind.Committed),
            tally.Of(OutcomeKind.RolledBack),
            tally.Of(OutcomeKind.Rejected),
            tally.Of(OutcomeKind.AlreadyApplied),
            audit.Holds,
            audit.Total.ToString(),
            new(
                tally.Rows().Where(row => row.Outcome.Reason is not "").ToDictionary(row => row.Outcome.Reason, row => row.Count),
                StringComparer.Ordinal),
            new(audit.Accounts.ToDictionary(account => account.Name, account => account.Balance.ToString()), StringComparer.Ordinal));
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(summary, _json) + "\n");
    }
}
