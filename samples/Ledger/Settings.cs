namespace AsyncWith.Samples.Ledger;

/// <summary>What the command line asks for.</summary>
/// <param name="Transfers">The file of transfers.</param>
/// <param name="Accounts">The file of accounts.</param>
/// <param name="Database">The connection string.</param>
/// <param name="Workers">How many transfers run at once; <see langword="null"/> for what suits the database.</param>
/// <param name="FaultRate">The share of the transfers that break half-way, 0 to 1.</param>
/// <param name="Seed">Chooses which ones break.</param>
/// <param name="Summary">Where the JSON goes, if anywhere.</param>
/// <param name="Lease">The name of the lease that the run works under, if any.</param>
internal sealed record Settings(
    string Transfers, string Accounts, string Database, int? Workers, double FaultRate, int Seed, string? Summary, string? Lease)
{
    public static string BundledAccounts { get; } = Path.Combine(AppContext.BaseDirectory, "data", "accounts.csv");

    public static string BundledTransfers { get; } = Path.Combine(AppContext.BaseDirectory, "data", "transfers.csv");

    /// <summary>Beside the program, so that every run finds it whatever the current directory is.</summary>
    public static string DefaultDatabaseFile { get; } = Path.Combine(AppContext.BaseDirectory, "ledger.db");
}
