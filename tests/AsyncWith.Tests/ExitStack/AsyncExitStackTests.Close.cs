using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>Closing and disposing of a stack, and using it again.</summary>
public sealed partial class AsyncExitStackTests
{
    [Theory, AllCombinations]
    public async Task Closing_counts_as_success_and_twice_does_nothing_more(Interleaving how)
    {
        var seen = new List<Exception?>();
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Seeing(seen, how));

        await stack.CloseAsync().OrTimeout();
        await stack.CloseAsync().OrTimeout();
        await stack.DisposeAsync().OrTimeout();

        Assert.Equal([null], seen);
    }

    [Fact]
    public async Task Closing_throws_what_an_exit_threw_and_has_run_the_others()
    {
        var seen = new List<Exception?>();
        var failure = new ExitException();
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Seeing(seen));
        stack.PushExit(Exits.Throwing(failure, Interleaving.Suspends));

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => stack.CloseAsync().OrTimeout()));
        Assert.Equal<Exception?>([failure], seen);

        await stack.CloseAsync().OrTimeout();
        Assert.Single(seen);
    }

    [Theory, AllCombinations]
    public async Task A_closed_stack_works_as_a_fresh_one(Interleaving how)
    {
        var manager = new RecordingManager(how);
        var stack = new AsyncExitStack();

        for (var use = 1; use <= 3; use++)
        {
            await stack.UseAsync(async self => await self.EnterContextAsync(manager)).OrTimeout();
            Assert.Equal(2 * use, manager.Calls.Split(' ').Length);
        }

        Assert.Equal("enter exit enter exit enter exit", manager.Calls);
    }

    [Theory, AllCombinations]
    public async Task Disposing_of_it_without_closing_counts_as_failure(Interleaving how)
    {
        var seen = new List<Exception?>();
        await using (var stack = new AsyncExitStack())
            stack.PushExit(Exits.Seeing(seen, how));

        var unknown = Assert.IsType<ScopeNotCompletedException>(Assert.Single(seen));
        Assert.Contains("CloseAsync", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposing_of_it_after_closing_counts_as_success()
    {
        var seen = new List<Exception?>();
        await using (var stack = new AsyncExitStack())
        {
            stack.PushExit(Exits.Seeing(seen));
            await stack.CloseAsync();
        }

        Assert.Equal([null], seen);
    }

    [Fact]
    public async Task Disposing_of_it_throws_what_an_exit_threw_with_the_unknown_failure_inside()
    {
        var failure = new ExitException();
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Throwing(failure));

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => stack.DisposeAsync().OrTimeout()));
        Assert.IsType<ScopeNotCompletedException>(failure.InnerException);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task A_manager_that_is_entering_while_the_stack_is_closed_some_times_is_exited_once(int times)
    {
        var (gate, exits) = (new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        var stack = new AsyncExitStack();
        var entering = stack.EnterContextAsync(new DelegateManager<string>(_ => new(gate.Task), _ => { exits++; return default; })).AsTask();

        for (var time = 0; time < times; time++)
            await stack.CloseAsync().OrTimeout();
        gate.SetResult("late");

        await Assert.ThrowsAsync<InvalidOperationException>(() => entering.OrTimeout());
        Assert.Equal(1, exits);
    }

    [Fact, Trait("Rule", "U2")]
    public Task A_manager_that_is_entering_while_the_stack_is_closed_is_exited_on_the_context() => SingleThreadedContext.RunAsync(async () =>
    {
        var (gate, exits) = (new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        var stack = new AsyncExitStack();
        var entering = stack.EnterContextAsync(new DelegateManager<string>(_ => new(gate.Task), _ =>
        {
            SingleThreadedContext.AssertIsCurrent();
            exits++;
            return default;
        })).AsTask();

        await stack.CloseAsync();
        gate.SetResult("late");

        await Assert.ThrowsAsync<InvalidOperationException>(() => entering);
        Assert.Equal(1, exits);
    });

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task A_stack_that_was_closed_some_times_takes_an_enter_that_suspends(int times)
    {
        var manager = new RecordingManager();
        var stack = new AsyncExitStack();
        for (var time = 0; time < times; time++)
            await stack.CloseAsync().OrTimeout();

        Assert.Equal("resource", await stack.EnterContextAsync(manager).OrTimeout());
        Assert.Equal("enter", manager.Calls);
        await stack.CloseAsync().OrTimeout();

        Assert.Equal("enter exit", manager.Calls);
    }

    [Fact]
    public async Task Disposing_of_it_twice_or_empty_does_nothing()
    {
        var seen = new List<Exception?>();
        var stack = new AsyncExitStack();
        await stack.DisposeAsync();
        stack.PushExit(Exits.Seeing(seen));

        await stack.DisposeAsync();
        await stack.DisposeAsync();

        Assert.Single(seen);
    }

    [Fact]
    public async Task The_exits_tell_the_answer_of_the_stack()
    {
        Assert.True(await ExitAsync(Exits.Suppressing()));
        Assert.False(await ExitAsync(Exits.Seeing([])));
        Assert.False(await ExitAsync());

        static async Task<bool> ExitAsync(params Func<Exception?, ValueTask<bool>>[] exits)
        {
            var stack = new AsyncExitStack();
            foreach (var exit in exits)
                stack.PushExit(exit);
            return await stack.ExitAsync(new BlockException()).OrTimeout();
        }
    }
}
