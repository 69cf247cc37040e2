namespace AsyncWith.Samples.Ledger;

/// <summary>An account as the database has it.</summary>
internal sealed record AuditedAccount(string Name, Money Opening, Money Balance, Money Entries);
