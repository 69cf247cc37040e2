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

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "G5")]
    public async Task Closing_the_stack_leaves_the_ambient_state_alone(bool suspends)
    {
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(Setting("entered", suspends));
        _ambient.Value = "block";

        await stack.CloseAsync().OrTimeout();

        Assert.Equal("block", _ambient.Value);
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
