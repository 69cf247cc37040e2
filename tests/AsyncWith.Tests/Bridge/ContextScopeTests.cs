#pragma warning disable AW0009 // on purpose: what happens without Complete
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>The bridge: <c>await using</c> does not tell how its block ended, so the block says that it succeeded.</summary>
public sealed class ContextScopeTests
{
    [Theory, AllCombinations]
    public async Task Complete_marks_success(Interleaving how)
    {
        var manager = new RecordingManager(how);
        var scope = await manager.BeginAsync().OrTimeout();

        scope.Complete();
        scope.Complete();
        Assert.Equal("enter", manager.Calls);
        await scope.DisposeAsync().OrTimeout();

        Assert.Equal("enter exit", manager.Calls);
        Assert.Null(manager.Seen);
    }

    [Theory, AllCombinations]
    public async Task Without_it_the_manager_is_exited_as_after_a_failure(Interleaving how)
    {
        var manager = new RecordingManager(how);

        await (await manager.BeginAsync().OrTimeout()).DisposeAsync().OrTimeout();

        var unknown = Assert.IsType<ScopeNotCompletedException>(manager.Seen);
        Assert.Contains("Complete()", unknown.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_exception_of_the_block_propagates_whatever_the_manager_returns(bool suppresses)
    {
        var block = new BlockException();
        var manager = new RecordingManager { Suppresses = suppresses };

        var thrown = await Assert.ThrowsAsync<BlockException>(async () =>
        {
            await using var scope = await manager.BeginAsync();
            throw block;
        });

        Assert.Same(block, thrown);
        Assert.Null(block.InnerException);
        Assert.IsType<ScopeNotCompletedException>(manager.Seen);
    }

    [Theory, AllCombinations, Trait("Rule", "E1"), Trait("Rule", "E3")]
    public async Task What_the_exit_throws_leaves_the_disposal(Interleaving how, bool completed)
    {
        var failure = new ExitException();
        var manager = new RecordingManager(how) { ExitThrows = failure };
        var scope = await manager.BeginAsync().OrTimeout();
        if (completed)
            scope.Complete();

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => scope.DisposeAsync().OrTimeout()));

        Assert.Equal(completed, failure.InnerException is null);
        Assert.Equal(!completed, failure.InnerException is ScopeNotCompletedException);
    }

    [Fact]
    public async Task Disposing_of_it_twice_or_at_once_exits_once()
    {
        var manager = new RecordingManager();
        var scope = await manager.BeginAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await scope.DisposeAsync()))).OrTimeout();
        await scope.DisposeAsync();

        Assert.Equal("enter exit", manager.Calls);
    }

    [Fact]
    public async Task Completing_it_too_late_is_reported()
    {
        var scope = await new RecordingManager().BeginAsync();
        await scope.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(scope.Complete);
    }

    [Fact, Trait("Rule", "U2")]
    public Task The_exit_runs_on_the_context_of_the_block() => SingleThreadedContext.RunAsync(async () =>
    {
        await using (var scope = await AsyncContextManager.FromAcquireRelease(
            async _ =>
            {
                await Task.Yield();
                return 1;
            },
            async (_, _) => SingleThreadedContext.AssertIsCurrent()).BeginAsync())
        {
            await Task.Yield();
            scope.Complete();
        }

        SingleThreadedContext.AssertIsCurrent();
    });
}
