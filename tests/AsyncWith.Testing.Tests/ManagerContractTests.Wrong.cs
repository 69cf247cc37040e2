using Xunit;

namespace AsyncWith.Testing.Tests;

/// <summary>Each kind of finding, by a manager that has it.</summary>
public sealed partial class ManagerContractTests
{
    // How long to wait for what never ends: no less than a busy machine takes to get there.
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(
        nameof(WrongManagers.LeaksAfterFailure), "throws", "It leaves 1 more open than there were. Release in ExitAsync whatever it is given")]
    [InlineData(nameof(WrongManagers.LeaksWhereEnterIsCancelled), "cancelled at step 1", "where EnterAsync throws, what it had acquired by then")]
    [InlineData(
        nameof(WrongManagers.LeaksWhereTokenIsCancelledAtFirst), "cancelled before enter", "where EnterAsync throws, what it had acquired by then")]
    [InlineData(nameof(WrongManagers.Swallows), "throws", "Return false, or let a generator rethrow what it caught")]
    [InlineData(nameof(WrongManagers.SwallowsCancellation), "is cancelled", "so the OperationCanceledException that left the block is lost")]
    [InlineData(nameof(WrongManagers.Loses), "throws", "is lost. Return false after a failed block, or put its exception inside of what you throw")]
    [InlineData(nameof(WrongManagers.Replaces), "throws", "if it is meant to translate, set SuppressesExceptions")]
    [InlineData(nameof(WrongManagers.CutsTheCommitShort), "completes, its token cancelled", "CancellationToken.None for the release")]
    [InlineData(nameof(WrongManagers.CutsTheRollbackShort), "is cancelled", "CancellationToken.None for the release")]
    [InlineData(
        nameof(WrongManagers.CannotBeEntered),
        "completes",
        "FileNotFoundException (\"no such file\"). Let the factory make a manager that can be entered")]
    [InlineData(nameof(WrongManagers.HidesTheCancellation), "cancelled before enter", "Let the OperationCanceledException propagate")]
    [InlineData(nameof(WrongManagers.FailsAfterSuccess), "completes", "Throw where the release failed, and nowhere else")]
    [InlineData(
        nameof(WrongManagers.BreaksWhenUsedAgain),
        "used twice, the first time it completes",
        "throw an InvalidOperationException that says what to do")]
    [InlineData(nameof(WrongManagers.LeaksWhenUsedAtTheSameTime), "one twice at the same time, seed ", "It leaves 1 more open")]
    [InlineData(nameof(WrongManagers.RefusesBothOfTwo), "one twice at the same time, seed ", "Let one of them win")]
    [InlineData(
        nameof(WrongManagers.ThrowsWhereNobodyAwaits),
        "completes",
        "IOException (\"not released\") was thrown outside of EnterAsync and ExitAsync. Make async void methods return a task")]
    [InlineData(nameof(WrongManagers.HangsAfterFailure), "throws", "ExitAsync did not end within 00:00:02")]
    [InlineData(nameof(WrongManagers.BlocksItsThread), "completes", "await a task instead of blocking a thread with Result or Wait()")]
    public void What_is_wrong_is_found_and_the_fix_is_said(string wrong, string ending, string why)
    {
        var handles = new OpenHandles();
        var options = new ContractOptions
        {
            OpenCount = () => handles.Open,
            Hangs = wrong is "HangsAfterFailure" or "BlocksItsThread" ? _soon : _limit,
        };

        var findings = ManagerContract.Check(() => Make(wrong, handles), options);

        Assert.Contains(
            findings, finding => finding.Ending.StartsWith(ending, StringComparison.Ordinal) && finding.Why.Contains(why, StringComparison.Ordinal));
        Assert.All(findings, finding => Assert.Contains(". ", finding.Why, StringComparison.Ordinal)); // what was seen, and what to do
        Assert.Equal(findings.Count, findings.Distinct().Count());
    }

    [Fact]
    public void What_is_released_twice_is_found()
    {
        var open = 0;

        var findings = ManagerContract.Check(
            () => new FunctionManager(async _ => new MemoryStream(), async _ =>
            {
                open--;
                return false;
            }),
            new ContractOptions { OpenCount = () => open });

        Assert.Contains(
            findings,
            finding =>
                finding is { Ending: "completes" }
                    && finding.Why.StartsWith("It leaves 1 less open than there were. Release once", StringComparison.Ordinal));
    }

    [Fact]
    public void After_a_hang_nothing_else_is_tried()
    {
        var uses = 0;

        var findings = ManagerContract.Check(
            () => new FunctionManager(
                async _ =>
                {
                    uses++;
                    await new TaskCompletionSource().Task;
                    return new MemoryStream();
                },
                async _ => false),
            new ContractOptions { Hangs = _soon });

        Assert.Equal("EnterAsync did not end within 00:00:02. Let it wait for nothing that comes after it, "
            + "and await a task instead of blocking a thread with Result or Wait().", Assert.Single(findings).Why);
        Assert.Equal(1, uses);
    }

    private static IAsyncContextManager<IDisposable> Make(string wrong, OpenHandles handles) =>
        (IAsyncContextManager<IDisposable>)typeof(WrongManagers).GetMethod(wrong)!.Invoke(new WrongManagers(handles), null)!;
}
