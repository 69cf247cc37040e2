namespace AsyncWith.Samples.Ledger;

/// <summary>A line of the accounts file.</summary>
internal sealed record Account(string Name, string Owner, Money Opening);
