#pragma warning disable AW0009 // on purpose: what happens without Complete
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>Entering for a block of <c>await using</c>.</summary>
public sealed class BeginAsyncTests
{
    private static readonly AsyncLocal<string?> _ambient = new();

    [Theory, AllCombinations]
    public async Task Enters_with_the_token_and_hands_over_the_resource(Interleaving how)
    {
        using var source = new CancellationTokenSource();
        var manager = new RecordingManager(how);

        await using (var scope = await manager.BeginAsync(source.Token).OrTimeout())
        {
            Assert.Equal("resource", scope.Resource);
            Assert.Equal(source.Token, manager.Token);
            Assert.Equal("enter", manager.Calls);
            scope.Complete();
        }

        Assert.Equal("enter exit", manager.Calls);
    }

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public async Task What_enter_throws_leaves_unchanged_and_nothing_is_exited(Interleaving how)
    {
        var failure = new EnterException();
        var manager = new RecordingManager(how) { EnterThrows = failure };

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => manager.BeginAsync().OrTimeout()));

        Assert.Null(failure.InnerException);
        Assert.Equal("enter", manager.Calls);
    }

    [Fact]
    public async Task A_cancelled_enter_cancels_the_task()
    {
        var cancelled = new OperationCanceledException();
        var entering = new RecordingManager { EnterThrows = cancelled }.BeginAsync().AsTask();

        Assert.Same(cancelled, await Assert.ThrowsAsync<OperationCanceledException>(() => entering.OrTimeout()));
        Assert.True(entering.IsCanceled);
        await Assert.ThrowsAsync<ArgumentNullException>("manager", async () => await ((IAsyncContextManager<int>)null!).BeginAsync());
    }

    [Theory, InlineData(false), InlineData(true), Trait("Rule", "G5")]
    public async Task Ambient_state_of_a_generator_is_visible_in_the_block_only(bool suspends)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        _ambient.Value = "caller";

        await BlockAsync();

        Assert.Equal("caller", _ambient.Value);

        async Task BlockAsync()
        {
            await using var scope = await AsyncContextManager.Create<int>(async yield =>
            {
                if (suspends)
                    await Task.Yield();
                _ambient.Value = "generator";
                await yield.Return(1);
                Assert.Equal("generator", _ambient.Value);
            }).BeginAsync();
            Assert.Equal("generator", _ambient.Value);
            await Task.Yield();
            Assert.Equal("generator", _ambient.Value);
            _ambient.Value = "block";
            scope.Complete();
        }
    }

    [Theory, AllCombinations, Trait("Rule", "G5")]
    public async Task After_the_disposal_the_ambient_state_is_that_of_before_the_enter(bool suspends, bool exitSuspends, bool fails)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        _ambient.Value = "caller";
        var failure = new ExitException();
        var scope = await AsyncContextManager.Create<int>(async yield =>
        {
            if (suspends)
                await Task.Yield();
            _ambient.Value = "generator";
            await yield.Return(1);
            if (exitSuspends)
                await Task.Yield();
            if (fails)
                throw failure;
        }).BeginAsync();
        Assert.Equal("generator", _ambient.Value);
        _ambient.Value = "block";
        scope.Complete();

        try
        {
            await scope.DisposeAsync();
            Assert.False(fails);
        }
        catch (ExitException thrown)
        {
            Assert.Same(failure, thrown);
        }

        Assert.Equal("caller", _ambient.Value);
    }

    [Fact, Trait("Rule", "G5")]
    public async Task A_scope_that_is_disposed_of_elsewhere_changes_nothing_there()
    {
        _ambient.Value = "elsewhere";
        var scope = await Task.Run(async () => await AsyncContextManager.Create<int>(async yield =>
        {
            _ambient.Value = "generator";
            await yield.Return(1);
        }).BeginAsync()).OrTimeout();

        scope.Complete();
        await scope.DisposeAsync();

        Assert.Equal("elsewhere", _ambient.Value);
    }
}
