using AsyncWith.Testing.Internal;

namespace AsyncWith.Testing;

/// <summary>Tries a manager in all the ways that a block can end, and tells what it does wrong.</summary>
/// <remarks>
/// <code>
/// [Fact]
/// public void It_keeps_the_contract()
/// {
///     var pool = new Pool();
///     Assert.Empty(ManagerContract.Check(() => new Renting(pool), new ContractOptions { OpenCount = () => pool.Rented }));
/// }
/// </code>
/// It finds what is not released, exceptions of the block that are swallowed, replaced or lost, releases that the caller's token cuts short, what
/// hangs, and managers that break when they are used again or at the same time. It does not know what the manager is for: test that as well, and
/// faults of what it calls with <see cref="FaultPlan"/>.
/// <para>
/// Each use runs on a <see cref="StepContext"/> of its own, and a cancellation comes between its steps. An await with <c>ConfigureAwait(false)</c> is
/// no step.
/// </para>
/// </remarks>
public static class ManagerContract
{
    /// <summary>Tries the managers that <paramref name="factory"/> makes.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="factory">Makes a manager that can be entered at once. It is called for each use.</param>
    /// <param name="options">What the managers do on purpose, how to count what they hold, and what to try.</param>
    /// <returns>
    /// What they do wrong; empty if nothing was found. After a use that hangs nothing else is tried, and its thread is left behind.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="factory"/> returned null.</exception>
    /// <exception cref="Exception">What <paramref name="factory"/> or <see cref="ContractOptions.OpenCount"/> threw.</exception>
    public static IReadOnlyList<Finding> Check<T>(Func<IAsyncContextManager<T>> factory, ContractOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new ContractCheck<T>(factory, options ?? new ContractOptions()).Run();
    }
}
