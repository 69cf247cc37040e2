using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>Rule G5: ambient state of an entered generator is visible afterwards.</summary>
public sealed partial class AsyncExitStackTests
{
    private static readonly AsyncLocal<string?> _ambient = new();

    private static AsyncContextManager<string> Setting(string value, bool suspends) => AsyncContextManager.Create<string>(async yield =>
    {
        if (suspends)
            await Task.Yield();
        var before = _ambient.Value;
        _ambient.Value = value;
        await yield.Return($"{before}");
        Assert.Equal(value, _ambient.Value); // its own, whatever was set later
        _ambient.Value = "exiting";
    });

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "G5")]
    public async Task What_an_entered_generator_sets_is_visible_in_the_rest_of_the_block(bool suspends)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        _ambient.Value = "caller";

        await new AsyncExitStack().UseAsync(async stack =>
        {
            Assert.Equal("caller", await stack.EnterContextAsync(Setting("first", suspends)));
            Assert.Equal("first", _ambient.Value);
            Assert.Equal("first", await stack.EnterContextAsync(Setting("second", suspends)));
            Assert.Equal("second", _ambient.Value);
            await Task.Yield();
            Assert.Equal("second", _ambient.Value);
            _ambient.Value = "block";
        }).OrTimeout();

        Assert.Equal("caller", _ambient.Value);
    }

    [Theory, AllCombinations, Trait("Rule", "G5")]
    public async Task Closing_the_stack_brings_back_the_ambient_state_of_before_the_first_enter(
        bool suspends, bool exitSuspends, bool disposes, bool fails)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        _ambient.Value = "caller";
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Seeing([], exitSuspends ? Interleaving.Suspends : Interleaving.Synchronous));
        if (fails)
            stack.PushExit(Exits.Throwing(new ExitException(), exitSuspends ? Interleaving.Suspends : Interleaving.Synchronous));
        await stack.EnterContextAsync(Setting("first", suspends));
        await stack.EnterContextAsync(Setting("second", suspends));
        _ambient.Value = "block";

        try
        {
            await (disposes ? stack.DisposeAsync() : stack.CloseAsync());
            Assert.False(fails);
        }
        catch (ExitException)
        {
            Assert.True(fails);
        }

        Assert.Equal("caller", _ambient.Value);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task A_stack_that_changed_no_ambient_state_leaves_that_of_the_block_alone()
    {
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(new RecordingManager(Interleaving.Synchronous));
        _ambient.Value = "block";

        await stack.CloseAsync();

        Assert.Equal("block", _ambient.Value);
    }

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "G5")]
    public async Task A_stack_that_is_closed_elsewhere_changes_nothing_there(bool suspends)
    {
        _ambient.Value = "elsewhere";

        var kept = await Task.Run(async () =>
        {
            _ambient.Value = "caller";
            return await new AsyncExitStack().UseAsync(async stack =>
            {
                await stack.EnterContextAsync(Setting("entered", suspends));
                return stack.PopAll();
            });
        }).OrTimeout();
        await kept.CloseAsync();

        Assert.Equal("elsewhere", _ambient.Value);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task Of_stacks_inside_each_other_each_brings_back_what_was_before_it()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        _ambient.Value = "caller";
        var (outer, inner) = (new AsyncExitStack(), new AsyncExitStack());
        await outer.EnterContextAsync(Setting("outer", suspends: false));
        await inner.EnterContextAsync(Setting("inner", suspends: true));
        var moved = inner.PopAll();

        await inner.CloseAsync();
        Assert.Equal("inner", _ambient.Value);
        await moved.CloseAsync();
        Assert.Equal("outer", _ambient.Value);
        await outer.CloseAsync();
        Assert.Equal("caller", _ambient.Value);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task A_closed_stack_that_is_filled_again_brings_back_what_was_before_that()
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        var stack = new AsyncExitStack();
        foreach (var before in new[] { "one", "two" })
        {
            _ambient.Value = before;
            await stack.EnterContextAsync(Setting("entered", suspends: false));
            await stack.CloseAsync();
            Assert.Equal(before, _ambient.Value);
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
        _ambient.Value = "caller";
        var failing = AsyncContextManager.Create<int>(async _ =>
        {
            if (suspends)
                await Task.Yield();
            _ambient.Value = "generator";
            throw new EnterException();
        });

        await Assert.ThrowsAsync<EnterException>(async () => await new AsyncExitStack().EnterContextAsync(failing));

        Assert.Equal("caller", _ambient.Value);
    }
}
