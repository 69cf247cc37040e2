using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

/// <summary>Rule E4: what an exit suppressed is over, and is no context of what an exit further out throws.</summary>
[Trait("Rule", "E4")]
public sealed class CombinationSuppressionTests
{
    private readonly BlockException _block = new();

    private ValueTask Fail() => throw _block;

    [Theory, AllCombinations]
    public async Task A_suppressed_exception_is_no_context_of_a_later_one(Combination combination, Interleaving how)
    {
        var later = new ExitException();
        var a = new RecordingManager(how) { ExitThrows = later };
        var b = new RecordingManager(how);
        var c = new RecordingManager(how) { Suppresses = true };

        var thrown = await Assert.ThrowsAsync<ExitException>(() => combination.RunAsync(a, b, c, Fail).OrTimeout());

        Assert.Same(later, thrown);
        Assert.Equal([later], thrown.Reachable());
        Assert.Null(b.Seen);
        Assert.Null(a.Seen);
    }

    [Theory, AllCombinations]
    public async Task Nor_is_one_that_was_replaced_before_its_replacement_was_suppressed(Combination combination, Interleaving how)
    {
        var (later, replacement) = (new ExitException(), new ExitException());
        var a = new RecordingManager(how) { ExitThrows = later };
        var b = new RecordingManager(how) { Suppresses = true };
        var c = new RecordingManager(how) { ExitThrows = replacement };

        var thrown = await Assert.ThrowsAsync<ExitException>(() => combination.RunAsync(a, b, c, Fail).OrTimeout());

        Assert.Equal([later], thrown.Reachable());
        Assert.Same(replacement, b.Seen);
        Assert.Same(_block, replacement.InnerException);
    }

    [Theory, AllCombinations]
    public async Task Nor_of_one_that_is_thrown_after_the_later_one(Combination combination, Interleaving how)
    {
        var (latest, later) = (new ExitException(), new ExitException());
        var a = new RecordingManager(how) { ExitThrows = latest };
        var b = new RecordingManager(how) { ExitThrows = later };
        var c = new RecordingManager(how) { Suppresses = true };

        var thrown = await Assert.ThrowsAsync<ExitException>(() => combination.RunAsync(a, b, c, Fail).OrTimeout());

        Assert.Same(latest, thrown);
        Assert.Same(later, thrown.InnerException);
        Assert.Null(later.InnerException);
        Assert.Equal(2, thrown.Reachable().Count);
    }

    [Theory, AllCombinations]
    public async Task The_statement_around_does_not_add_it_back_and_adds_its_own_failure_on_top(Combination combination, Interleaving how)
    {
        var (around, later) = (new ExitException(), new ExitException());
        var a = new RecordingManager(how) { ExitThrows = later };
        var b = new RecordingManager(how);
        var c = new RecordingManager(how) { Suppresses = true };
        var outer = new RecordingManager(how) { ExitThrows = around };

        var thrown = await Assert.ThrowsAsync<ExitException>(
            () => outer.UseAsync(async _ => await combination.RunAsync(a, b, c, Fail)).OrTimeout());

        Assert.Same(around, thrown);
        Assert.Same(later, outer.Seen);
        Assert.Same(later, thrown.InnerException);
        Assert.Equal(2, thrown.Reachable().Count);
    }
}
