using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

/// <summary>The rules that hold wherever several managers are around one block, whatever combined them.</summary>
public sealed class CombinationTests
{
    private readonly RecordingManager _log = new();
    private readonly BlockException _block = new();

    private RecordingManager Manager(
        string name, Interleaving how, Exception? throws = null, bool suppresses = false, Exception? enterThrows = null) =>
        new(how, name) { Log = _log, ExitThrows = throws, Suppresses = suppresses, EnterThrows = enterThrows };

    private ValueTask Fail() => throw _block;

    private ValueTask Succeed()
    {
        _log.Note("block");
        return default;
    }

    private static async Task<TException> ThrownAsync<TException>(Task statement)
        where TException : Exception => await Assert.ThrowsAsync<TException>(() => statement.OrTimeout());

    [Theory, AllCombinations, Trait("Rule", "U3")]
    public async Task A_block_that_completes_is_followed_by_the_exits_last_first(Combination combination, Interleaving how)
    {
        var (a, b, c) = (Manager("A", how), Manager("B", how), Manager("C", how));

        await combination.RunAsync(a, b, c, Succeed).OrTimeout();

        Assert.EndsWith("block exitC exitB exitA", _log.Calls, StringComparison.Ordinal);
        Assert.All([a, b, c], manager => Assert.Equal(2, manager.Calls.Split(' ').Length));
        Assert.All([a, b, c], manager => Assert.Null(manager.Seen));
    }

    [Theory, AllCombinations, Trait("Rule", "U5")]
    public async Task What_the_block_throws_is_seen_by_every_exit_and_leaves_unchanged(Combination combination, Interleaving how)
    {
        var (a, b, c) = (Manager("A", how), Manager("B", how), Manager("C", how));

        var thrown = await ThrownAsync<BlockException>(combination.RunAsync(a, b, c, Fail));

        Assert.Same(_block, thrown);
        Assert.Null(thrown.InnerException);
        Assert.Contains(nameof(Fail), thrown.StackTrace, StringComparison.Ordinal);
        Assert.All([a, b, c], manager => Assert.Same(_block, manager.Seen));
        Assert.EndsWith("exitC exitB exitA", _log.Calls, StringComparison.Ordinal);
    }

    [Theory, AllCombinations, Trait("Rule", "U7")]
    public async Task A_cancellation_of_the_block_is_seen_by_every_exit_and_leaves_unchanged(Combination combination, Interleaving how)
    {
        var (a, b, c) = (Manager("A", how), Manager("B", how), Manager("C", how));
        var cancelled = new OperationCanceledException();

        var statement = combination.RunAsync(a, b, c, () => throw cancelled);

        Assert.Same(cancelled, await ThrownAsync<OperationCanceledException>(statement));
        RuntimeAsync.AssertCanceled(statement);
        Assert.All([a, b, c], manager => Assert.Same(cancelled, manager.Seen));
    }

    [Theory, AllCombinations, Trait("Rule", "E1"), Trait("Rule", "E3")]
    public async Task What_an_exit_throws_replaces_what_the_block_threw_for_the_exits_further_out(Combination combination, Interleaving how)
    {
        var replacement = new ExitException();
        var (a, b, c) = (Manager("A", how), Manager("B", how, throws: replacement), Manager("C", how));

        var thrown = await ThrownAsync<ExitException>(combination.RunAsync(a, b, c, Fail));

        Assert.Same(replacement, thrown);
        Assert.Same(_block, thrown.InnerException);
        Assert.Same(_block, c.Seen);
        Assert.Same(_block, b.Seen);
        Assert.Same(replacement, a.Seen);
    }

    [Theory, AllCombinations, Trait("Rule", "E2"), Trait("Rule", "E3")]
    public async Task Exits_that_all_fail_all_run_and_form_one_chain(Combination combination, Interleaving how)
    {
        var (first, second, third) = (new ExitException(), new ExitException(), new ExitException());
        var (a, b, c) = (Manager("A", how, first), Manager("B", how, second), Manager("C", how, third));

        var thrown = await ThrownAsync<ExitException>(combination.RunAsync(a, b, c, Fail));

        Assert.Same(first, thrown);
        Assert.Same(second, thrown.InnerException);
        Assert.Same(third, second.InnerException);
        Assert.Same(_block, third.InnerException);
        Assert.Null(_block.InnerException);
        Assert.EndsWith("exitC exitB exitA", _log.Calls, StringComparison.Ordinal);
    }

    [Theory, AllCombinations, Trait("Rule", "E4")]
    public async Task Where_the_block_succeeded_and_two_exits_fail_the_first_failure_is_in_the_second(Combination combination, Interleaving how)
    {
        var (outer, inner) = (new ExitException(), new ExitException());
        var (a, b, c) = (Manager("A", how, outer), Manager("B", how), Manager("C", how, inner));

        var thrown = await ThrownAsync<ExitException>(combination.RunAsync(a, b, c, Succeed));

        Assert.Same(outer, thrown);
        Assert.Same(inner, thrown.InnerException);
        Assert.Null(c.Seen);
        Assert.Same(inner, b.Seen);
        Assert.Same(inner, a.Seen);
    }

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public async Task An_exit_that_suppresses_ends_the_failure_for_the_exits_further_out(Combination combination, Interleaving how)
    {
        var (a, b, c) = (Manager("A", how), Manager("B", how, suppresses: true), Manager("C", how));

        await combination.RunAsync(a, b, c, Fail).OrTimeout();

        Assert.Same(_block, c.Seen);
        Assert.Same(_block, b.Seen);
        Assert.Null(a.Seen);
        Assert.EndsWith("exitC exitB exitA", _log.Calls, StringComparison.Ordinal);
    }

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public async Task Suppressing_where_nothing_failed_means_nothing(Combination combination, Interleaving how)
    {
        var failure = new ExitException();
        var (a, b, c) = (Manager("A", how), Manager("B", how, throws: failure), Manager("C", how, suppresses: true));

        Assert.Same(failure, await ThrownAsync<ExitException>(combination.RunAsync(a, b, c, Succeed)));
        Assert.Same(failure, a.Seen);
    }
}
