namespace AsyncWith.Samples.Ledger;

/// <summary>A line of the transfers file that is a transfer.</summary>
internal sealed record Transfer(string Id, string From, string To, Money Amount, string Memo);
