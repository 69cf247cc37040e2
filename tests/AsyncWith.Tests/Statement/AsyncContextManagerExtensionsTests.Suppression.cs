using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

public sealed partial class AsyncContextManagerExtensionsTests
{
    [Theory, AllCombinations, Trait("Rule", "U4")]
    public Task A_suppressed_exception_does_not_leave(Interleaving interleaving, Setting setting) => setting.RunAsync(async () =>
    {
        var thrown = new BlockException();
        var manager = new RecordingManager(interleaving) { Suppresses = true };

        await manager.UseAsync(Block(manager, interleaving, thrown));

        Assert.Same(thrown, manager.Seen);
        Assert.Equal("enter block exit", manager.Calls);
    });

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public Task A_suppressed_cancellation_does_not_leave(Interleaving interleaving) => Setting.SingleThreaded.RunAsync(async () =>
    {
        var manager = new RecordingManager(interleaving) { Suppresses = true };

        var statement = manager.UseAsync(Block(manager, interleaving, new OperationCanceledException())).AsTask();
        await statement;

        Assert.True(statement.IsCompletedSuccessfully);
    });

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public Task A_suppressed_exception_leaves_no_result(Interleaving interleaving, Setting setting) => setting.RunAsync(async () =>
    {
        var thrown = new BlockException();
        var manager = new RecordingManager(interleaving) { Suppresses = true };

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await manager.UseAsync(_ => interleaving.RunAsync<int>(() => throw thrown)));

        Assert.Contains(nameof(AsyncContextManagerExtensions.UseOrDefaultAsync), misuse.Message, StringComparison.Ordinal);
        Assert.Same(thrown, misuse.InnerException);
        Assert.Equal("enter exit", manager.Calls);
    });

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public Task UseOrDefaultAsync_gives_the_default_for_a_suppressed_exception(Interleaving interleaving, Setting setting) =>
        setting.RunAsync(async () =>
        {
            var manager = new RecordingManager(interleaving) { Suppresses = true };

            Assert.Equal(0, await manager.UseOrDefaultAsync(_ => interleaving.RunAsync<int>(() => throw new BlockException())));
            Assert.Null(await manager.UseOrDefaultAsync(_ => interleaving.RunAsync<string>(() => throw new BlockException())));
            Assert.Equal("enter exit enter exit", manager.Calls);
        });

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public async Task Suppressing_nothing_means_nothing(Interleaving interleaving)
    {
        var manager = new RecordingManager(interleaving) { Suppresses = true };

        await manager.UseAsync(Block(manager, interleaving));

        Assert.Equal(1, await manager.UseAsync(_ => interleaving.RunAsync(() => 1)));
        Assert.Equal(2, await manager.UseOrDefaultAsync(_ => interleaving.RunAsync(() => 2)));
        Assert.Equal("enter block exit enter exit enter exit", manager.Calls);
    }

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public async Task UseOrDefaultAsync_lets_out_what_is_not_suppressed(Interleaving interleaving)
    {
        var thrown = new BlockException();
        var manager = new RecordingManager(interleaving);

        Assert.Same(
            thrown, await Record.ExceptionAsync(async () => await manager.UseOrDefaultAsync(_ => interleaving.RunAsync<int>(() => throw thrown))));
    }
}
