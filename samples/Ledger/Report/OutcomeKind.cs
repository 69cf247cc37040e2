namespace AsyncWith.Samples.Ledger;

/// <summary>How a line of the file ended, in the order of the table.</summary>
internal enum OutcomeKind
{
    Committed,
    AlreadyApplied,
    RolledBack,
    Rejected,
}
