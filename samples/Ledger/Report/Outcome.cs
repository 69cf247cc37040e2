namespace AsyncWith.Samples.Ledger;

/// <summary>How a line of the file ended, and why.</summary>
internal readonly record struct Outcome(OutcomeKind Kind, string Reason = "")
{
    /// <summary>The money moved.</summary>
    public static Outcome Committed => new(OutcomeKind.Committed);

    /// <summary>The money moved before, in this run or an earlier one.</summary>
    public static Outcome AlreadyApplied => new(OutcomeKind.AlreadyApplied);

    /// <summary>It failed in its transaction, which took everything back.</summary>
    public static Outcome RolledBack(string reason) => new(OutcomeKind.RolledBack, reason);

    /// <summary>The line is no transfer.</summary>
    public static Outcome Rejected(string reason) => new(OutcomeKind.Rejected, reason);
}
