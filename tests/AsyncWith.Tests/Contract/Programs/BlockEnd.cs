namespace AsyncWith.Tests.Contract.Programs;

/// <summary>How the block of a program ends.</summary>
public enum BlockEnd
{
    /// <summary>It completes.</summary>
    Completes,

    /// <summary>It throws.</summary>
    Throws,

    /// <summary>It enters one more manager, which fails.</summary>
    FailsToEnter,
}
