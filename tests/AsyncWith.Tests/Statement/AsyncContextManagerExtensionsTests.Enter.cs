using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

public sealed partial class AsyncContextManagerExtensionsTests
{
    [Theory, AllCombinations, Trait("Rule", "U1")]
    public Task Enter_is_called_once_and_its_resource_is_bound(Interleaving interleaving, Setting setting) => setting.RunAsync(async () =>
    {
        using var source = new CancellationTokenSource();
        var manager = new RecordingManager(interleaving);

        await manager.UseAsync(
            resource => interleaving.RunAsync(() =>
            {
                manager.Note("block");
                Assert.Same(manager.Resource, resource);
            }),
            source.Token);

        Assert.Equal("enter block exit", manager.Calls);
        Assert.Equal(source.Token, manager.Token);
    });

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public Task An_enter_that_throws_runs_neither_block_nor_exit(Interleaving interleaving, Setting setting) => setting.RunAsync(async () =>
    {
        var thrown = new EnterException();
        var manager = new RecordingManager(interleaving) { EnterThrows = thrown };

        var propagated = await ErrorOfAsync(manager.UseAsync(Block(manager, interleaving)));

        Assert.Same(thrown, propagated);
        Assert.Null(thrown.InnerException);
        Assert.Equal("enter", manager.Calls);
    });

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public Task A_cancelled_enter_cancels_the_statement(Interleaving interleaving, Setting setting) => setting.RunAsync(async () =>
    {
        var thrown = new OperationCanceledException(new CancellationToken(canceled: true));
        var manager = new RecordingManager(interleaving) { EnterThrows = thrown };

        var statement = manager.UseAsync(Block(manager, interleaving)).AsTask();

        Assert.Same(thrown, await ErrorOfAsync(new ValueTask(statement)));
        Assert.True(statement.IsCanceled);
        Assert.Equal("enter", manager.Calls);
    });

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public Task A_statement_whose_enter_throws_has_no_result(Interleaving interleaving, Setting setting, bool cancelled) =>
        setting.RunAsync(async () =>
        {
            Exception failure = cancelled ? new OperationCanceledException(new CancellationToken(canceled: true)) : new EnterException();
            var manager = new RecordingManager(interleaving) { EnterThrows = failure };

            var statement = manager.UseAsync(async _ =>
            {
                manager.Note("block");
                return 1;
            }).AsTask();

            Assert.Same(failure, await ErrorOfAsync(new ValueTask(statement)));
            Assert.Equal(cancelled, statement.IsCanceled);
            Assert.Equal("enter", manager.Calls);
        });

    [Fact, Trait("Rule", "U1")]
    public async Task An_enter_that_suppresses_nothing_leaves_even_where_its_exit_would_suppress()
    {
        var manager = new RecordingManager { EnterThrows = new EnterException(), Suppresses = true };

        await Assert.ThrowsAsync<EnterException>(async () => await manager.UseOrDefaultAsync(async _ => 1));
    }
}
