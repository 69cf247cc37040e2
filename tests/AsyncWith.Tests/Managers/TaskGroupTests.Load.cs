using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

public sealed partial class TaskGroupTests
{
    private const int Many = 100_000;

    [Theory, InlineData(int.MaxValue), InlineData(8)]
    public async Task A_hundred_thousand_children_complete(int maxConcurrency)
    {
        var completed = 0;

        await TaskGroup.CreateBounded(maxConcurrency).UseAsync(async group =>
        {
            for (var i = 0; i < Many; i++)
                _ = group.Run(async _ => { await Task.Yield(); Interlocked.Increment(ref completed); });
        }).OrTimeout();

        Assert.Equal(Many, completed);
    }

    [Fact]
    public async Task A_hundred_thousand_children_that_wait_take_less_than_a_kilobyte_each()
    {
        var go = Signal();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long taken = 0;

        await Create().UseAsync(async group =>
        {
            var (waiting, all) = (0, Signal());
            for (var i = 0; i < Many; i++)
            {
                _ = group.Run(async _ =>
                {
                    if (Interlocked.Increment(ref waiting) == Many)
                        all.SetResult();
                    await go.Task;
                });
            }

            await all.Task;
            taken = GC.GetTotalMemory(forceFullCollection: true) - before;
            go.SetResult();
        }).OrTimeout();

        Assert.True(taken / Many < 1_000, $"{taken / Many} bytes each");
    }

    [Fact]
    public async Task A_hundred_thousand_children_that_wait_for_a_place_are_cancelled()
    {
        using var caller = new CancellationTokenSource();
        var started = 0;
        Task[] waiting = [];

        await Assert.ThrowsAsync<OperationCanceledException>(() => TaskGroup.CreateBounded(1).UseAsync(async group =>
        {
            _ = group.Run(ForeverAsync);
            waiting = [.. Enumerable.Range(0, Many).Select(_ => group.Run(async _ => { Interlocked.Increment(ref started); }))];
            await caller.CancelAsync();
        }, caller.Token).OrTimeout());

        Assert.Equal(0, started);
        Assert.All(waiting, child => Assert.True(child.IsCanceled));
    }

    [Fact]
    public async Task Two_thousand_groups_at_once_some_of_which_fail_keep_apart()
    {
        const int Groups = 2_000, Children = 10;
        var open = 0;

        var ended = await Task.WhenAll(Enumerable.Range(0, Groups).Select(i => Task.Run(async () =>
        {
            try
            {
                await TaskGroup.CreateBounded(1 + i % 4).UseAsync(async group =>
                {
                    for (var child = 0; child < Children; child++)
                    {
                        var fails = i % 2 == 0 && child == 5;
                        _ = group.Run(async token =>
                        {
                            Interlocked.Increment(ref open);
                            try
                            {
                                await Task.Yield();
                                if (fails)
                                    throw new FormatException($"{i}");
                            }
                            finally
                            {
                                Interlocked.Decrement(ref open);
                            }
                        });
                    }
                });
                return i % 2 != 0;
            }
            catch (AggregateException exception)
            {
                return Assert.Single(exception.InnerExceptions).Message == $"{i}";
            }
        }))).OrTimeout();

        Assert.All(ended, Assert.True);
        Assert.Equal(0, open);
    }
}
