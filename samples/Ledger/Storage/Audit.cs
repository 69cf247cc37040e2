namespace AsyncWith.Samples.Ledger;

/// <summary>Whether the books balance.</summary>
internal sealed record Audit(IReadOnlyList<AuditedAccount> Accounts)
{
    public Money Opened => Accounts.Aggregate(default(Money), (sum, account) => sum + account.Opening);

    public Money Total => Accounts.Aggregate(default(Money), (sum, account) => sum + account.Balance);

    public IEnumerable<AuditedAccount> Negative => Accounts.Where(account => account.Balance < default(Money));

    public IEnumerable<AuditedAccount> Unexplained => Accounts.Where(account => account.Balance != account.Opening + account.Entries);

    public bool Holds => Total == Opened && !Negative.Any() && !Unexplained.Any();
}
