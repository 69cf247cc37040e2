using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Contract;

public abstract partial class AsyncContextManagerContract<T>
{
    [Theory, AllCombinations]
    public async Task Acquires_for_the_block_and_releases_after_it(Interleaving block)
    {
        var manager = Create();
        AssertNothingHeld();
        var runs = 0;

        await manager.UseAsync(resource => block.RunAsync(() =>
        {
            runs++;
            AssertResource(resource);
            AssertHeld();
        })).OrTimeout();

        Assert.Equal(1, runs);
        AssertNothingHeld();
    }

    [Theory, AllCombinations]
    public async Task Treats_what_the_block_throws_as_it_promises(Interleaving block)
    {
        var thrown = new UnexpectedBlockException();

        var propagated = await ErrorOfAsync(() => Create().UseAsync(_ => block.RunAsync(() => throw thrown)));

        AssertOutcome(thrown, propagated);
        AssertNothingHeld();
    }

    [Theory, AllCombinations]
    public async Task Treats_a_cancelled_block_as_it_promises(Interleaving block)
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var thrown = new OperationCanceledException(source.Token);

        var statement = Create().UseAsync(_ => block.RunAsync(() => throw thrown)).AsTask();
        var propagated = await ErrorOfAsync(() => new ValueTask(statement));

        AssertOutcome(thrown, propagated);
        Assert.Equal(propagated is OperationCanceledException, statement.IsCanceled);
        AssertNothingHeld();
    }

    [Fact]
    public async Task A_token_cancelled_before_enter_leaks_nothing()
    {
        var blockRan = false;

        var thrown = await ErrorOfAsync(() => Create().UseAsync(async () => { blockRan = true; }, new CancellationToken(canceled: true)));

        if (thrown is not null)
        {
            Assert.IsType<OperationCanceledException>(thrown, exactMatch: false);
            Assert.False(blockRan);
        }

        AssertNothingHeld();
    }

    [Fact]
    public async Task A_token_cancelled_in_the_block_does_not_cut_the_release_short()
    {
        using var source = new CancellationTokenSource();

        var thrown = await ErrorOfAsync(() => Create().UseAsync(async () => await source.CancelAsync(), source.Token));

        Assert.True(thrown is null or OperationCanceledException, $"{thrown}");
        AssertNothingHeld();
    }

    [Fact]
    public Task Runs_the_block_and_what_follows_on_a_single_threaded_context() => SingleThreadedContext.RunAsync(async () =>
    {
        await Create().UseAsync(async _ =>
        {
            SingleThreadedContext.AssertIsCurrent();
            await Task.Yield();
            AssertHeld();
        });

        SingleThreadedContext.AssertIsCurrent();
        AssertNothingHeld();
    });

    [Fact]
    public Task Works_without_the_context_of_the_caller() => SingleThreadedContext.RunAsync(async () =>
    {
        var manager = Create();
        var thrown = new UnexpectedBlockException();

        var propagated = await ErrorOfAsync(() => manager.ConfigureAwait(false).UseAsync(async _ =>
        {
            AssertHeld();
            await Task.Yield();
            throw thrown;
        }));

        AssertOutcome(thrown, propagated);
        AssertNothingHeld();
    });

    [Fact]
    public async Task A_thousand_at_once_keep_apart()
    {
        const int Count = 1_000;
        var entered = 0;
        var everyone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => Task.Run(async () => await Create().UseAsync(async resource =>
        {
            AssertResource(resource);
            if (Interlocked.Increment(ref entered) == Count)
                everyone.SetResult();
            await everyone.Task; // nobody leaves before all have come
        })))).OrTimeout();

        AssertNothingHeld();
    }

    /// <summary>An exception that no manager treats in a special way.</summary>
    private sealed class UnexpectedBlockException() : Exception("thrown by the block");
}
