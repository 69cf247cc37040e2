namespace AsyncWith.Samples.Bank;

/// <summary>A transfer that was made.</summary>
public sealed class Transfer
{
    /// <summary>Counts the transfers; the database sets it.</summary>
    public long Number { get; init; }

    /// <summary>Chosen by the client. Who has lost the answer asks again with the same id, and nothing is moved twice.</summary>
    public Guid Id { get; init; }

    public int From { get; init; }

    public int To { get; init; }

    /// <summary>In cents.</summary>
    public long Amount { get; init; }

    public DateTimeOffset MadeAt { get; init; }
}
