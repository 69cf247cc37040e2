using AsyncWith.Testing;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

public abstract partial class AsyncContextManagerContract<T>
{
    /// <summary>Whether it suppresses or translates what the block throws: where <see cref="AssertOutcome"/> is overridden.</summary>
    protected virtual bool Suppresses => false;

    [Fact]
    public void The_check_for_all_managers_finds_nothing() => Assert.Empty(ManagerContract.Check(Create, new ContractOptions
    {
        OpenCount = Held is null ? null : () => Held.GetValueOrDefault(),
        SuppressesExceptions = Suppresses,
        Hangs = TaskTimeoutExtensions.Limit,
        Repetitions = 1,
    }));
}
