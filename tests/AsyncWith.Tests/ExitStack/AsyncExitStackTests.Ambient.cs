using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>Rule G5: ambient state of an entered generator is visible afterwards.</summary>
public sealed partial class AsyncExitStackTests
{
    [Theory, InlineData(false), InlineData(true), Trait("Rule", "G5")]
    public async Task What_an_entered_generator_sets_is_visible_in_the_rest_of_the_block(bool suspends)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        Ambient.Value = "caller";

        await new AsyncExitStack().UseAsync(async stack =>
        {
            Assert.Equal("caller", await stack.EnterContextAsync(Ambient.Setting("first", suspends)));
            Assert.Equal("first", Ambient.Value);
            Assert.Equal("first", await stack.EnterContextAsync(Ambient.Setting("second", suspends)));
            Assert.Equal("second", Ambient.Value);
            await Task.Yield();
            Assert.Equal("second", Ambient.Value);
            Ambient.Value = "block";
        }).OrTimeout();

        Assert.Equal("caller", Ambient.Value);
    }

    [Theory, InlineData(TaskStatus.RanToCompletion), InlineData(TaskStatus.Faulted), InlineData(TaskStatus.Canceled), Trait("Rule", "G5")]
    public async Task The_task_that_brings_back_the_ambient_state_has_the_status_of_the_exits(TaskStatus status)
    {
        var exit = new TaskCompletionSource();
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(Ambient.Setting("first", suspends: false));
        stack.PushCallback(() => exit.Task);

        var closing = stack.CloseAsync();
        Assert.Equal((false, false), (closing.IsCompleted, closing.IsFaulted || closing.IsCanceled));
        exit.End(status);

        Assert.True(SpinWait.SpinUntil(() => closing.IsCompleted, TaskTimeoutExtensions.Limit));
        Assert.Equal(
            (status == TaskStatus.RanToCompletion, status == TaskStatus.Faulted, status == TaskStatus.Canceled),
            (closing.IsCompletedSuccessfully, closing.IsFaulted, closing.IsCanceled));
    }

    [Fact, Trait("Rule", "G5")]
    public async Task The_ambient_state_of_who_awaits_the_end_of_a_stack_flows()
    {
        var (exit, local) = (new TaskCompletionSource(), new AsyncLocal<string?>());
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(Ambient.Setting("first", suspends: false));
        stack.PushCallback(() => exit.Task);

        local.Value = "caller";
#pragma warning disable CA2012 // awaited by hand, as a caller may who asks for the flow
        stack.CloseAsync().GetAwaiter().OnCompleted(() => seen.SetResult(local.Value));
#pragma warning restore CA2012
        local.Value = "later";
        exit.SetResult();

        Assert.Equal("caller", await seen.Task.OrTimeout());
    }

    [Theory, AllCombinations, Trait("Rule", "G5")]
    public async Task Closing_the_stack_brings_back_the_ambient_state_of_before_the_first_enter(
        bool suspends, bool exitSuspends, bool disposes, bool fails)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        Ambient.Value = "caller";
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Seeing([], exitSuspends ? Interleaving.Suspends : Interleaving.Synchronous));
        if (fails)
            stack.PushExit(Exits.Throwing(new ExitException(), exitSuspends ? Interleaving.Suspends : Interleaving.Synchronous));
        await stack.EnterContextAsync(Ambient.Setting("first", suspends));
        await stack.EnterContextAsync(Ambient.Setting("second", suspends));
        Ambient.Value = "block";

        try
        {
            await (disposes ? stack.DisposeAsync() : stack.CloseAsync());
            Assert.False(fails);
        }
        catch (ExitException)
        {
            Assert.True(fails);
        }

        Assert.Equal("caller", Ambient.Value);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task Closing_the_stack_brings_back_the_ambient_state_where_the_enter_completed_on_another_thread_meanwhile()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        Ambient.Value = "caller";
        var stack = new AsyncExitStack();
        Assert.Equal("caller", await stack.EnterContextAsync(Ambient.SettingMeanwhile("first")));
        Assert.Equal("first", await stack.EnterContextAsync(Ambient.SettingMeanwhile("second")));
        Assert.Equal("second", Ambient.Value);

        await stack.CloseAsync();

        Assert.Equal("caller", Ambient.Value);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task A_stack_inside_a_manager_does_not_keep_the_outer_one_from_bringing_back_the_ambient_state()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        Ambient.Value = "caller";
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(Ambient.Setting("first", suspends: false));
        await stack.EnterContextAsync(AsyncContextManager.Create<string>(async yield => await new AsyncExitStack().UseAsync(async inner =>
        {
            await inner.EnterContextAsync(Ambient.Setting("inner", suspends: false));
            await yield.Return("");
        })));
        Assert.Equal("inner", Ambient.Value);

        await stack.CloseAsync();

        Assert.Equal("caller", Ambient.Value);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task A_stack_that_changed_no_ambient_state_leaves_that_of_the_block_alone()
    {
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(new RecordingManager(Interleaving.Synchronous));
        Ambient.Value = "block";

        await stack.CloseAsync();

        Assert.Equal("block", Ambient.Value);
    }

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "G5")]
    public async Task A_stack_that_is_closed_elsewhere_changes_nothing_there(bool suspends)
    {
        Ambient.Value = "elsewhere";

        var kept = await Task.Run(async () =>
        {
            Ambient.Value = "caller";
            return await new AsyncExitStack().UseAsync(async stack =>
            {
                await stack.EnterContextAsync(Ambient.Setting("entered", suspends));
                return stack.PopAll();
            });
        }).OrTimeout();
        await kept.CloseAsync();

        Assert.Equal("elsewhere", Ambient.Value);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task Of_stacks_inside_each_other_each_brings_back_what_was_before_it()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        Ambient.Value = "caller";
        var (outer, inner) = (new AsyncExitStack(), new AsyncExitStack());
        await outer.EnterContextAsync(Ambient.Setting("outer", suspends: false));
        await inner.EnterContextAsync(Ambient.Setting("inner", suspends: true));
        var moved = inner.PopAll();

        await inner.CloseAsync();
        Assert.Equal("inner", Ambient.Value);
        await moved.CloseAsync();
        Assert.Equal("outer", Ambient.Value);
        await outer.CloseAsync();
        Assert.Equal("caller", Ambient.Value);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task A_closed_stack_that_is_filled_again_brings_back_what_was_before_that()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        var stack = new AsyncExitStack();
        foreach (var before in new[] { "one", "two" })
        {
            Ambient.Value = before;
            await stack.EnterContextAsync(Ambient.Setting("entered", suspends: false));
            await stack.CloseAsync();
            Assert.Equal(before, Ambient.Value);
        }
    }

    [Fact, Trait("Rule", "G5")]
    public async Task A_stack_can_be_closed_where_the_flow_is_suppressed()
    {
        var stack = new AsyncExitStack();
        Task entering, closing;
        using (ExecutionContext.SuppressFlow())
        {
            entering = stack.EnterContextAsync(new RecordingManager(Interleaving.NotAsync)).AsTask();
            closing = stack.CloseAsync().AsTask();
        }

        Assert.True(entering.IsCompletedSuccessfully);
        await closing.OrTimeout();
    }

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "G5")]
    public async Task A_failed_enter_changes_no_ambient_state(bool suspends)
    {
        Ambient.Value = "caller";
        var failing = AsyncContextManager.Create<int>(async _ =>
        {
            if (suspends)
                await Task.Yield();
            Ambient.Value = "generator";
            throw new EnterException();
        });

        await Assert.ThrowsAsync<EnterException>(async () => await new AsyncExitStack().EnterContextAsync(failing));

        Assert.Equal("caller", Ambient.Value);
    }
}
