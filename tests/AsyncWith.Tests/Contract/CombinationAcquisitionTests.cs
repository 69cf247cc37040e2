using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

/// <summary>Partial acquisition: where entering one of several managers fails, those that were entered are exited.</summary>
[Trait("Rule", "U1"), Trait("Rule", "E2")]
public sealed class CombinationAcquisitionTests
{
    private readonly RecordingManager _log = new();
    private readonly EnterException _failure = new();

    private RecordingManager Manager(string name, Interleaving how, Exception? throws = null, Exception? enterThrows = null) =>
        new(how, name) { Log = _log, ExitThrows = throws, EnterThrows = enterThrows };

    private ValueTask Run()
    {
        _log.Note("block");
        return default;
    }

    [Theory, AllCombinations]
    public async Task What_was_entered_is_exited_last_first_with_the_failure(Combination combination, Interleaving how)
    {
        var (a, b, c) = (Manager("A", how), Manager("B", how), Manager("C", how, enterThrows: _failure));

        var thrown = await Assert.ThrowsAsync<EnterException>(() => combination.RunAsync(a, b, c, Run).OrTimeout());

        Assert.Same(_failure, thrown);
        Assert.EndsWith("exitB exitA", _log.Calls, StringComparison.Ordinal);
        Assert.Equal("enterC", c.Calls);
        Assert.DoesNotContain("block", _log.Calls, StringComparison.Ordinal);
        Assert.Same(_failure, b.Seen);
        Assert.Same(_failure, a.Seen);
    }

    [Theory, AllCombinations]
    public async Task An_exit_that_fails_then_skips_no_other_and_keeps_the_failure_inside(Combination combination, Interleaving how)
    {
        var replacement = new ExitException();
        var (a, b, c) = (Manager("A", how), Manager("B", how, throws: replacement), Manager("C", how, enterThrows: _failure));

        var thrown = await Assert.ThrowsAsync<ExitException>(() => combination.RunAsync(a, b, c, Run).OrTimeout());

        Assert.Same(replacement, thrown);
        Assert.Same(_failure, thrown.InnerException);
        Assert.Same(replacement, a.Seen);
        Assert.EndsWith("exitB exitA", _log.Calls, StringComparison.Ordinal);
    }

    [Theory, AllCombinations]
    public async Task A_cancelled_enter_cancels_the_statement_and_exits_what_was_entered(Combination combination, Interleaving how)
    {
        var cancelled = new OperationCanceledException();
        var (a, b, c) = (Manager("A", how), Manager("B", how), Manager("C", how, enterThrows: cancelled));

        var statement = combination.RunAsync(a, b, c, Run);

        Assert.Same(cancelled, await Assert.ThrowsAsync<OperationCanceledException>(() => statement.OrTimeout()));
        RuntimeAsync.AssertCanceled(statement);
        Assert.EndsWith("exitB exitA", _log.Calls, StringComparison.Ordinal);
        Assert.Same(cancelled, a.Seen);
    }
}
