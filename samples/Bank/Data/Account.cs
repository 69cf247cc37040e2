namespace AsyncWith.Samples.Bank;

/// <summary>An account. Amounts are in cents.</summary>
public sealed class Account
{
    /// <summary>The account of the bank itself, out of which interest is paid.</summary>
    public const int OfTheBank = 1;

    public int Id { get; init; }

    public required string Owner { get; init; }

    /// <summary>The balance of the first day.</summary>
    public long Opening { get; init; }

    public long Balance { get; init; }
}
