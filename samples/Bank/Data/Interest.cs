namespace AsyncWith.Samples.Bank;

/// <summary>Interest was paid for a period. The key keeps it from being paid twice.</summary>
public sealed class Interest
{
    /// <summary>When the period began, as <c>2026-11-27T00:00:00Z</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The process that paid.</summary>
    public int PaidBy { get; init; }

    /// <summary>In cents, for all accounts together.</summary>
    public long Amount { get; init; }
}
