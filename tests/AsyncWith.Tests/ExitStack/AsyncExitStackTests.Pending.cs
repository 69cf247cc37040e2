using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>What each exit sees, and what comes out.</summary>
public sealed partial class AsyncExitStackTests
{
    [Theory, AllCombinations, Trait("Rule", "E3"), Trait("Rule", "E4")]
    public async Task Each_exit_sees_the_exception_that_is_pending_when_it_runs(Interleaving how)
    {
        var (block, replacement, late) = (new BlockException(), new ExitException(), new ExitException());
        var seen = new List<Exception?>();
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Seeing(seen, how));
        stack.PushExit(Exits.Throwing(late, how));
        stack.PushExit(Exits.Seeing(seen, how));
        stack.PushExit(Exits.Suppressing(how));
        stack.PushExit(Exits.Seeing(seen, how));
        stack.PushExit(Exits.Throwing(replacement, how));
        stack.PushExit(Exits.Seeing(seen, how));

        var thrown = await Assert.ThrowsAsync<ExitException>(() => stack.ExitAsync(block).OrTimeout());

        Assert.Same(late, thrown);
        Assert.Equal<Exception?>([block, replacement, null, late], seen);
        Assert.Same(block, replacement.InnerException);
        Assert.Equal([late], late.Reachable());
    }

    [Theory, AllCombinations, Trait("Rule", "U5")]
    public async Task An_exit_that_throws_what_it_is_told_changes_nothing(Interleaving how)
    {
        var block = new BlockException();
        var seen = new List<Exception?>();
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Seeing(seen, how));
        stack.PushExit(exception => how.RunAsync<bool>(() => throw exception!));

        Assert.False(await stack.ExitAsync(block).OrTimeout());

        Assert.Equal<Exception?>([block], seen);
        Assert.Null(block.InnerException);
    }

    [Theory, AllCombinations, Trait("Rule", "E3")]
    public async Task An_exit_that_wraps_what_it_is_told_is_left_as_it_is(Interleaving how)
    {
        var (block, cause) = (new BlockException(), new FormatException());
        var stack = new AsyncExitStack();
        stack.PushExit(exception => how.RunAsync<bool>(() => throw new InvalidOperationException("translated", exception)));
        stack.PushExit(exception => how.RunAsync<bool>(() => throw new AggregateException(cause, exception!)));

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => stack.ExitAsync(block).OrTimeout());

        var aggregate = Assert.IsType<AggregateException>(thrown.InnerException);
        Assert.Equal<Exception>([cause, block], aggregate.InnerExceptions);
        Assert.Null(cause.InnerException);
        Assert.Null(block.InnerException);
    }

    [Fact, Trait("Rule", "E4")]
    public async Task A_suppressed_exception_that_is_thrown_again_propagates_alone()
    {
        var (block, replacement) = (new BlockException(), new ExitException());
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Throwing(block));
        stack.PushExit(Exits.Suppressing());
        stack.PushExit(Exits.Throwing(replacement));

        Assert.Same(block, await Assert.ThrowsAsync<BlockException>(async () => await stack.UseAsync(_ => throw block)));

        Assert.Null(block.InnerException);
        Assert.Same(block, replacement.InnerException);
    }

    [Fact, Trait("Rule", "U3")]
    public async Task An_exit_may_be_cancelled_like_any_failure()
    {
        var (block, cancelled) = (new BlockException(), new OperationCanceledException());
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Throwing(cancelled, Interleaving.Suspends));

        var exit = stack.ExitAsync(block).AsTask();

        Assert.Same(cancelled, await Assert.ThrowsAsync<OperationCanceledException>(() => exit.OrTimeout()));
        Assert.True(exit.IsCanceled);
        Assert.Same(block, cancelled.InnerException);
    }

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "U2")]
    public Task Exits_run_on_the_context_of_the_statement(bool fails) => SingleThreadedContext.RunAsync(async () =>
    {
        var seen = new List<Exception?>();
        var stack = new AsyncExitStack();
        foreach (var how in Enum.GetValues<Interleaving>())
        {
            stack.PushExit(Exits.Seeing(seen, how));
            stack.PushExit(exception =>
            {
                SingleThreadedContext.AssertIsCurrent();
                return how == Interleaving.Suspends && exception is not null ? throw exception : default;
            });
        }

        var block = new BlockException();
        var thrown = await Record.ExceptionAsync(async () => await stack.UseAsync(async _ =>
        {
            await Task.Yield();
            if (fails)
                throw block;
        }));

        SingleThreadedContext.AssertIsCurrent();
        Assert.Same(fails ? block : null, thrown);
        Assert.Equal(Enumerable.Repeat(fails ? block : null, 4), seen);
    });
}
