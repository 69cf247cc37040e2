namespace AsyncWith.Samples.Bank;

/// <summary>The section <c>Bank</c> of the settings.</summary>
public sealed class BankOptions
{
    /// <summary>How long a transfer may take. Waiting for its turn does not count.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often interest is paid: every 40 days at most, since a timer cannot be much longer.</summary>
    public TimeSpan InterestEvery { get; set; } = TimeSpan.FromDays(1);
}
