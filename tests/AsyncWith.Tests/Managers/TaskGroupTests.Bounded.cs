using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

public sealed partial class TaskGroupTests
{
    [Theory, InlineData(0), InlineData(-1)]
    public void A_group_without_places_is_refused(int maxConcurrency) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TaskGroup.CreateBounded(maxConcurrency));

    [Theory, InlineData(1), InlineData(3), InlineData(1_000)]
    public async Task No_more_children_than_there_are_places_run_at_once(int maxConcurrency)
    {
        var (running, most) = (0, 0);

        await TaskGroup.CreateBounded(maxConcurrency).UseAsync(async group =>
        {
            for (var i = 0; i < 500; i++)
            {
                _ = group.Run(async _ =>
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref running));
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                });
            }
        }).OrTimeout();

        Assert.InRange(most, 1, maxConcurrency);
        Assert.Equal(0, running);
    }

    [Fact]
    public async Task All_places_are_used()
    {
        const int Places = 3;
        using var together = new CountdownEvent(Places);
        var everyone = Signal();

        await TaskGroup.CreateBounded(Places).UseAsync(async group =>
        {
            for (var i = 0; i < Places; i++)
            {
                _ = group.Run(async _ =>
                {
                    if (together.Signal())
                        everyone.SetResult();
                    await everyone.Task;
                });
            }
        }).OrTimeout();

        Assert.True(together.IsSet);
    }

    [Fact]
    public async Task Children_get_their_places_in_the_order_in_which_they_came()
    {
        List<int> order = [];

        await TaskGroup.CreateBounded(1).UseAsync(async group =>
        {
            for (var i = 0; i < 100; i++)
            {
                var number = i;
                _ = group.Run(async _ => { order.Add(number); await Task.Yield(); });
            }
        }).OrTimeout();

        Assert.Equal(Enumerable.Range(0, 100), order);
    }

    [Fact]
    public async Task A_child_that_fails_leaves_its_place_and_those_that_wait_never_start()
    {
        var started = 0;
        Task[] waiting = [];

        await Assert.ThrowsAsync<AggregateException>(() => TaskGroup.CreateBounded(1).UseAsync(async group =>
        {
            var fail = Signal();
            _ = group.Run(async _ => { await fail.Task; throw new FormatException(); });
            waiting = [.. Enumerable.Range(0, 100).Select(_ => group.Run(async _ => { Interlocked.Increment(ref started); }))];
            fail.SetResult();
        }).OrTimeout());

        Assert.Equal(0, started);
        Assert.All(waiting, child => Assert.True(child.IsCanceled));
    }

    [Fact]
    public async Task Those_that_wait_are_cancelled_while_one_still_runs()
    {
        using var caller = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(() => TaskGroup.CreateBounded(1).UseAsync(async group =>
        {
            var (runs, stop) = (Signal(), Signal());
            _ = group.Run(async _ => { runs.SetResult(); await stop.Task; });
            await runs.Task;
            var waiting = group.Run(async _ => { });
            await caller.CancelAsync();
            await waiting.ContinueWith(_ => { }, TaskScheduler.Default);

            var late = group.Run(async _ => { });
            await late.ContinueWith(_ => { }, TaskScheduler.Default);

            Assert.True(waiting.IsCanceled && late.IsCanceled);
            stop.SetResult();
        }, caller.Token).OrTimeout());
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
