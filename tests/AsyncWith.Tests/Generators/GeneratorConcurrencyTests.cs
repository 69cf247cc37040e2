using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>Several threads meet in one generator.</summary>
public sealed class GeneratorConcurrencyTests
{
    private const int Rounds = 1_000;
    private const int Threads = 3;

    [Theory, AllCombinations, Trait("Rule", "G1")]
    public void Of_concurrent_enters_and_exits_exactly_one_wins(bool suspends)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var starts = 0;
            var ends = 0;
            var manager = AsyncContextManager.Create<int>(async yield =>
            {
                Interlocked.Increment(ref starts);
                if (suspends)
                    await Task.Yield();
                await yield.Return(1);
                Interlocked.Increment(ref ends);
            });

            Assert.Equal(1, Winners(() => manager.EnterAsync().AsTask()));
            Assert.Equal(1, Winners(() => manager.ExitAsync(null).AsTask()));
            Assert.Equal((1, 1), (starts, ends));
        }
    }

    /// <summary>Makes the same call from several threads at the same moment, and gives how many calls did not fail as misuse.</summary>
    private static int Winners(Func<Task> call)
    {
        var ready = 0;
        var winners = 0;
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ =>
        {
            Interlocked.Increment(ref ready);
            SpinWait.SpinUntil(() => Volatile.Read(ref ready) > 1); // not alone: another one is here, too
            try
            {
                if (!call().Wait(TaskTimeoutExtensions.Limit))
                    throw new HangException();
                Interlocked.Increment(ref winners);
            }
            catch (AggregateException error) when (error.InnerException is InvalidOperationException)
            {
                // lost
            }
        });
        return winners;
    }

    [Theory, AllCombinations]
    public async Task A_generator_that_yields_on_another_thread_while_enter_returns_is_not_missed(bool throws)
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
