using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>Several threads meet in one generator.</summary>
public sealed class GeneratorConcurrencyTests
{
    [Theory, AllCombinations, Trait("Rule", "G1")]
    public async Task Of_concurrent_enters_and_exits_exactly_one_wins(bool suspends)
    {
        var starts = 0;
        var ends = 0;
        var managers = Enumerable.Range(0, 5_000).Select(_ => AsyncContextManager.Create<int>(async yield =>
        {
            Interlocked.Increment(ref starts);
            if (suspends)
                await Task.Yield();
            await yield.Return(1);
            Interlocked.Increment(ref ends);
        })).ToArray();

        Assert.All(await WinnersAsync(managers, manager => manager.EnterAsync().AsTask()), winners => Assert.Equal(1, winners));
        Assert.All(await WinnersAsync(managers, manager => manager.ExitAsync(null).AsTask()), winners => Assert.Equal(1, winners));
        Assert.Equal((managers.Length, managers.Length), (starts, ends));
    }

    /// <summary>Several threads go through the managers together, and make the same call. Gives for each manager how many did not fail as
    /// misuse.</summary>
    private static async Task<int[]> WinnersAsync(AsyncContextManager<int>[] managers, Func<AsyncContextManager<int>, Task> call)
    {
        using var start = new Barrier(4);
        var calls = await Task.WhenAll(Enumerable.Range(0, start.ParticipantCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return managers.Select(call).ToArray(); // the winner has more to do, so that the losers catch up with it
            },
            TaskCreationOptions.LongRunning)));

        var winners = new int[managers.Length];
        foreach (var (index, task) in calls.SelectMany(thread => thread.Index()))
        {
            if (await Record.ExceptionAsync(() => task.OrTimeout()) is not { } misuse)
                winners[index]++;
            else
                Assert.IsType<InvalidOperationException>(misuse);
        }

        return winners;
    }

    [Theory, AllCombinations]
    public async Task A_generator_that_yields_on_another_thread_while_enter_returns_is_not_missed(bool throws, bool suspendsAfterwards)
    {
        // The other thread spins, so that it goes on within nanoseconds of the suspension: sometimes before enter returns, sometimes after.
        using var elsewhere = new SpinningThread();
        for (var round = 0; round < 20_000; round++)
        {
            var runs = 0;
            var manager = AsyncContextManager.Create<int>(async yield =>
            {
                await elsewhere;
                if (throws)
                    throw new EnterException();
                await yield.Return(1);
                if (suspendsAfterwards)
                    await elsewhere;
            });

            var thrown = await Record.ExceptionAsync(async () => await manager.UseAsync(async () => { runs++; }).OrTimeout());

            Assert.Equal(throws, thrown is EnterException);
            Assert.Equal(throws ? 0 : 1, runs);
        }
    }

    [Theory, AllCombinations]
    public async Task Ten_thousand_are_open_at_the_same_time(Interleaving interleaving, bool throws)
    {
        const int Count = 10_000;
        var entered = 0;
        var exited = 0;
        var everyone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        async Task StatementAsync(int index)
        {
            var thrown = new BlockException();
            var manager = AsyncContextManager.Create<int>(async yield =>
            {
                await interleaving.RunAsync(() => { });
                try
                {
                    await yield.Return(index);
                }
                finally
                {
                    await interleaving.RunAsync(() => Interlocked.Increment(ref exited));
                }
            });
            var propagated = await Record.ExceptionAsync(async () => await manager.UseAsync(async resource =>
            {
                Assert.Equal(index, resource);
                if (Interlocked.Increment(ref entered) == Count)
                    everyone.SetResult();
                await everyone.Task;
                if (throws)
                    throw thrown;
            }));
            Assert.Same(throws ? thrown : null, propagated);
        }

        await Task.WhenAll(Enumerable.Range(0, Count).Select(index => Task.Run(() => StatementAsync(index)))).OrTimeout();

        Assert.Equal(Count, exited);
    }

    [Theory, AllCombinations]
    public async Task A_generator_may_yield_on_another_thread_than_the_one_that_it_was_started_on(bool throws)
    {
        var thrown = throws ? new BlockException() : null;
        var manager = AsyncContextManager.Create<int>(yield => Task.Run(async () => await yield.Return(7)));

        var propagated = await Record.ExceptionAsync(() => manager.UseAsync(async resource =>
        {
            Assert.Equal(7, resource);
            if (thrown is not null)
                throw thrown;
        }).OrTimeout());

        Assert.Same(thrown, propagated);
    }

    [Fact]
    public async Task A_hundred_thousand_in_a_row_do_not_grow_the_stack()
    {
        for (var round = 0; round < 100_000; round++)
        {
            var manager = AsyncContextManager.Create<int>(async yield =>
            {
                await Task.Yield();
                await yield.Return(round);
            });
            Assert.Equal(round, await manager.UseAsync(async resource => resource));
        }
    }
}
