namespace AsyncWith.Samples.Ledger;

/// <summary>A line of the transfers file that cannot be a transfer.</summary>
internal sealed record Rejection(long Line, string Reason);
