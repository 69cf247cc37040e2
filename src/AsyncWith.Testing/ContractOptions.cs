namespace AsyncWith.Testing;

/// <summary>What <see cref="ManagerContract"/> is told about a manager.</summary>
/// <remarks>
/// <code>
/// var options = new ContractOptions { OpenCount = () => pool.Rented };
/// Assert.Empty(ManagerContract.Check(() => new Renting(pool), options));
/// </code>
/// </remarks>
public sealed class ContractOptions
{
    /// <summary>
    /// Counts what is open: what the managers of the factory have acquired and not released yet. Without it no leak is found. An uncertain count, as
    /// that of <see cref="OpenHandles.OfProcess"/>, needs more <see cref="Repetitions"/>.
    /// </summary>
    public Func<int>? OpenCount { get; init; }

    /// <summary>
    /// Whether the manager may keep the exception of its block from the caller, by suppressing it or by throwing another one with it inside.
    /// </summary>
    public bool SuppressesExceptions { get; init; }

    /// <summary>What to try; all by default.</summary>
    public ContractScope Scope { get; init; } = ContractScope.All;

    /// <summary>The longest that a use of a manager may take; 30 seconds by default. <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and not infinite, or over 2,147,483,647 milliseconds.</exception>
    public TimeSpan Hangs
    {
        get;
        init => field = StepContext.Limit(value, nameof(Hangs));
    } = StepContext.DefaultLimit;

    /// <summary>
    /// How often each case is run, 2 times by default. A leak is a count that grows each time, so that what is opened once and kept, such as a pool,
    /// is none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Repetitions
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Repetitions));
            field = value;
        }
    } = 2;
}
