using System.Diagnostics.CodeAnalysis;

namespace AsyncWith.Testing;

/// <summary>What <see cref="ManagerContract"/> tries.</summary>
/// <remarks>
/// <code>
/// // a manager that stands for one lock on another machine: not at the same time
/// var options = new ContractOptions { Scope = ContractScope.All &amp; ~ContractScope.Concurrency };
/// </code>
/// </remarks>
[Flags]
[SuppressMessage("Design", "CA1008", Justification = "To try nothing is no choice.")]
public enum ContractScope
{
    /// <summary>
    /// A block that completes, throws, or is cancelled, with and without an await; a token that is cancelled before enter, or in a block that
    /// completes.
    /// </summary>
    Endings = 1,

    /// <summary>The token is cancelled before step 1, 2, … of enter, block and exit, until a run has fewer steps.</summary>
    CancelEverywhere = 2,

    /// <summary>One manager is used twice, one time after the other.</summary>
    Reuse = 4,

    /// <summary>Two managers, and one manager twice, are used at the same time, in several interleavings.</summary>
    Concurrency = 8,

    /// <summary>All of these.</summary>
    All = Endings | CancelEverywhere | Reuse | Concurrency,
}
