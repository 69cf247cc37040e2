namespace AsyncWith.Tests.Contract;

/// <summary>How often one manager may be entered.</summary>
public enum Reuse
{
    /// <summary>Once.</summary>
    SingleUse,

    /// <summary>Again, after it was exited.</summary>
    Reusable,

    /// <summary>Also again while it is entered.</summary>
    Reentrant,
}
