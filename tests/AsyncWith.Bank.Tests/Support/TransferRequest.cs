namespace AsyncWith.Bank.Tests;

/// <summary>What the bank is asked for, as JSON.</summary>
internal sealed record TransferRequest(int From, int To, long Amount, string Fault = "None")
{
    public Guid Id { get; init; } = Guid.NewGuid();
}
