using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

public sealed partial class AsyncContextManagerExtensionsTests
{
    /// <summary>A manager that leaves the caller's context wherever it suspends, and checks where it is called.</summary>
    /// <param name="suspends">Whether enter and exit do.</param>
    /// <param name="atExit">Checks.</param>
    /// <param name="ready">What the enter waits for, where a test needs one that has not completed when it is awaited.</param>
    private static DelegateManager<int> Elsewhere(bool suspends, Action atExit, TaskCompletionSource? ready = null) => new(
        async _ =>
        {
            if (ready is not null)
                await ready.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            else if (suspends)
                await Task.Run(() => { }, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return 1;
        },
        async _ =>
        {
            atExit();
            if (suspends)
                await Task.Run(() => { }, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return true;
        });

    [Theory, AllCombinations, Trait("Rule", "U2")]
    public Task Block_and_exit_run_on_the_context_of_the_caller(bool managerSuspends, bool blockSuspends, bool blockThrows) =>
        SingleThreadedContext.RunAsync(async () =>
        {
            var exits = 0;
            var manager = Elsewhere(managerSuspends, atExit: () =>
            {
                SingleThreadedContext.AssertIsCurrent();
                exits++;
            });

            await manager.UseAsync(async _ =>
            {
                SingleThreadedContext.AssertIsCurrent();
                if (blockSuspends)
                    await Task.Run(() => { }).ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // ends on another thread
                if (blockThrows)
                    throw new BlockException();
            });

            SingleThreadedContext.AssertIsCurrent();
            Assert.Equal(1, exits);
        });

    [Theory, AllCombinations, Trait("Rule", "U2")]
    public Task A_result_is_computed_on_the_context_of_the_caller(bool managerSuspends) => SingleThreadedContext.RunAsync(async () =>
    {
        var exits = 0;
        var manager = Elsewhere(managerSuspends, atExit: () =>
        {
            SingleThreadedContext.AssertIsCurrent();
            exits++;
        });

        var result = await manager.UseAsync(async resource =>
        {
            SingleThreadedContext.AssertIsCurrent();
            await Task.Run(() => { }).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return resource + 1;
        });

        Assert.Equal((2, 1), (result, exits));
    });

    [Fact, Trait("Rule", "U2")]
    public async Task Block_and_exit_run_on_the_task_scheduler_of_the_caller()
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        TaskScheduler? block = null, exit = null;

        await Task.Factory.StartNew(
            async () => await Elsewhere(suspends: true, atExit: () => exit = TaskScheduler.Current).UseAsync(async () =>
            {
                block = TaskScheduler.Current;
                await Task.Yield();
            }),
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler).Unwrap().OrTimeout();

        Assert.Same(scheduler, block);
        Assert.Same(scheduler, exit);
    }

    [Theory, AllCombinations, Trait("Rule", "U2")]
    public Task ConfigureAwait_false_leaves_block_and_exit_where_the_step_before_ended(bool blockThrows) => SingleThreadedContext.RunAsync(async () =>
    {
        var exits = 0;
        var ready = new TaskCompletionSource();
        var manager = Elsewhere(suspends: true, ready: ready, atExit: () =>
        {
            Assert.Null(SynchronizationContext.Current);
            exits++;
        });

        var statement = manager.ConfigureAwait(false).UseAsync(async _ =>
        {
            Assert.Null(SynchronizationContext.Current);
            if (blockThrows)
                throw new BlockException();
        });
        ThreadPool.QueueUserWorkItem(_ => ready.SetResult());
        await statement;

        SingleThreadedContext.AssertIsCurrent();
        Assert.Equal(1, exits);
    });

    [Theory, AllCombinations, Trait("Rule", "U2")]
    public Task ConfigureAwait_false_allows_to_block_the_only_thread(bool blockThrows) => SingleThreadedContext.RunAsync(() =>
    {
        var ready = new TaskCompletionSource();
        var statement = Elsewhere(suspends: true, ready: ready, atExit: () => { }).ConfigureAwait(false).UseAsync(async _ =>
        {
            await Task.Yield();
            if (blockThrows)
                throw new BlockException();
        }).AsTask();
        ThreadPool.QueueUserWorkItem(_ => ready.SetResult());

        Assert.True(statement.Wait(TaskTimeoutExtensions.Limit));
        return Task.CompletedTask;
    });

    [Fact, Trait("Rule", "U2")]
    public Task ConfigureAwait_true_is_the_same_as_nothing() => SingleThreadedContext.RunAsync(async () =>
    {
        await Elsewhere(suspends: true, atExit: SingleThreadedContext.AssertIsCurrent).ConfigureAwait(true).UseAsync(async () =>
        {
            SingleThreadedContext.AssertIsCurrent();
            await Task.Yield();
        });
    });
}
