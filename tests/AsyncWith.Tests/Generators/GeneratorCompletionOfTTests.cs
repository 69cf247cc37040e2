using System.Runtime.CompilerServices;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>Generators that yield in a wrong way still end: nothing hangs, and the exit says what is wrong.</summary>
[Trait("Rule", "G2")]
public sealed partial class GeneratorCompletionOfTTests
{
    [Theory, AllCombinations]
    public async Task Two_places_that_await_one_yield_are_reported(bool suspend)
    {
        var bothAwait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            if (suspend)
                await Task.Yield();
            var block = yield.Return(1);
            var (first, second) = (AwaitAsync(), AwaitAsync());
            bothAwait.SetResult();
            await Task.WhenAll(first, second);

            async Task AwaitAsync() => await block;
        });

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.UseAsync(async () => await bothAwait.Task).OrTimeout());

        Assert.Equal(suspend ? GeneratorErrors.YieldEscaped : GeneratorErrors.YieldedTwice, thrown.Message); // suspended, it resumes in the block
    }

    /// <summary>A bool is what the exit returns, too: the tasks of enter and exit must not be mistaken for each other.</summary>
    [Theory, AllCombinations]
    public async Task A_generator_of_a_bool_enters_and_exits(bool resource, bool suspendBefore, bool suspendAfter, bool fails, bool suppresses)
    {
        var failure = fails ? new BlockException() : null;
        var manager = AsyncContextManager.Create<bool>(async yield =>
        {
            if (suspendBefore)
                await Task.Yield();
            try
            {
                await yield.Return(resource);
            }
            catch (BlockException) when (suppresses)
            {
            }
            finally
            {
                if (suspendAfter)
                    await Task.Yield();
            }
        });

        bool? seen = null;
        var thrown = await Record.ExceptionAsync(() => manager.UseAsync(async entered =>
        {
            seen = entered;
            if (failure is not null)
                throw failure;
        }).OrTimeout());

        Assert.Equal(resource, seen);
        Assert.Same(suppresses ? null : failure, thrown);
    }

    [Fact]
    public async Task A_generator_of_a_bool_that_suspends_and_does_not_yield_fails_the_enter()
    {
        var manager = AsyncContextManager.Create<bool>(static async yield => await Task.Yield());

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.UseAsync(static async () => { }).OrTimeout());

        Assert.Equal(GeneratorErrors.DidNotYield, thrown.Message);
    }

    [Theory, AllCombinations]
    public async Task A_loop_that_catches_everything_and_yields_again_ends(bool suspendBefore, bool suspendAfter)
    {
        var rounds = 0;
        var failure = new BlockException();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            if (suspendBefore)
                await Task.Yield();
            while (true)
            {
                try
                {
                    await yield.Return(1);
                    return;
                }
                catch (Exception)
                {
                    rounds++;
                    if (suspendAfter)
                        await Task.Yield();
                }
            }
        });

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.UseAsync(async () => throw failure).OrTimeout());

        Assert.Equal(GeneratorErrors.YieldedTwice, thrown.Message);
        Assert.Same(failure, thrown.InnerException);
        Assert.Equal(2, rounds);
    }

    [Theory, AllCombinations]
    public async Task A_loop_that_catches_everything_and_awaits_the_same_yield_again_ends(bool suspendBefore, bool suspendAfter, bool fails)
    {
        var rounds = 0;
        var failure = new BlockException();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            if (suspendBefore)
                await Task.Yield();
            var block = yield.Return(1);
            while (true)
            {
                try
                {
                    await block;
                }
                catch (Exception)
                {
                    rounds++;
                }

                if (suspendAfter)
                    await Task.Yield();
            }
        });

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.UseAsync(async () =>
        {
            if (fails)
                throw failure;
        }).OrTimeout());

        Assert.Equal(GeneratorErrors.YieldedTwice, thrown.Message);
        Assert.Same(fails ? failure : null, thrown.InnerException);
        Assert.Equal(fails ? 2 : 1, rounds);
    }

    [Theory, AllCombinations]
    public async Task A_loop_that_yields_again_before_the_block_fails_the_enter(bool suspendBefore, bool suspendAfter)
    {
        var rounds = 0;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            if (suspendBefore)
                await Task.Yield();
            _ = yield.Return(1);
            while (true)
            {
                try
                {
                    await yield.Return(2);
                }
                catch (Exception)
                {
                    rounds++;
                    if (suspendAfter)
                        await Task.Yield();
                }
            }
        });

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.EnterAsync().OrTimeout());

        Assert.Equal(GeneratorErrors.YieldedTwice, thrown.Message);
        Assert.Equal(1, rounds);
    }

    [Theory, AllCombinations]
    public async Task A_generator_that_ended_while_its_block_ran_does_not_pass_for_one_that_suppressed(bool fails)
    {
        var failure = new BlockException();
        var cleanedUp = false;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            _ = HelperAsync();

            async Task HelperAsync()
            {
                try { await yield.Return(1); }
                finally { cleanedUp = true; }
            }
        });

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.UseAsync(async () =>
        {
            if (fails)
                throw failure;
        }).OrTimeout());

        Assert.Equal(GeneratorErrors.EndedEarly, thrown.Message);
        Assert.Same(fails ? failure : null, thrown.InnerException);
        Assert.True(cleanedUp);
    }

    [Fact, Trait("Rule", "G1")]
    public async Task Exit_after_an_enter_that_failed_is_told_that_nothing_is_entered()
    {
        var manager = AsyncContextManager.Create<int>(async yield => throw new EnterException());
        await Assert.ThrowsAsync<EnterException>(() => manager.EnterAsync().OrTimeout());

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.ExitAsync(null).OrTimeout());

        Assert.Equal(GeneratorErrors.ExitedWithoutEnter, thrown.Message);
    }

    [Fact, Trait("Rule", "U2")]
    public async Task A_block_whose_caller_has_no_context_does_not_run_on_that_of_the_generator()
    {
        var ends = new TaskCompletionSource();
        var begins = new TaskCompletionSource<SynchronizationContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        var pump = SingleThreadedContext.RunAsync(async () =>
        {
            begins.SetResult(SynchronizationContext.Current!);
            await ends.Task;
        });
        var context = await begins.Task;
        var manager = AsyncContextManager.Create<SynchronizationContext?>(async yield =>
        {
            var hop = new TaskCompletionSource();
            context.Post(_ => hop.SetResult(), null);
            await hop.Task;
            SynchronizationContext.SetSynchronizationContext(context);
            await yield.Return(SynchronizationContext.Current);
        });

        await Task.Run(async () => await manager.UseAsync(async generators =>
        {
            Assert.Same(context, generators);
            Assert.Null(SynchronizationContext.Current);
        }));

        ends.SetResult();
        await pump;
    }

    [Fact, Trait("Rule", "U2")]
    public Task A_caller_without_a_context_does_not_resume_on_the_scheduler_of_the_generator() => Task.Run(async () =>
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var manager = AsyncContextManager.Create<TaskScheduler>(async yield =>
        {
            await new SchedulerAwaiter(scheduler);
            await yield.Return(TaskScheduler.Current);
            await new SchedulerAwaiter(scheduler);
        });

        Assert.Same(scheduler, await manager.EnterAsync());
        Assert.Same(TaskScheduler.Default, TaskScheduler.Current);
        Assert.False(await manager.ExitAsync(null));
        Assert.Same(TaskScheduler.Default, TaskScheduler.Current);
    }).OrTimeout();

    [Theory, AllCombinations, Trait("Rule", "U2")]
    public async Task What_awaits_the_exit_does_not_run_inline_on_a_thread_with_a_context(bool fails, bool isScheduler)
    {
        var gate = new Gate();
        var seen = new TaskCompletionSource<(SynchronizationContext?, TaskScheduler, Exception?)>();
        var failure = fails ? new ExitException() : null;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await yield.Return(1);
            await gate;
            if (failure is not null)
                throw failure;
        });
        await manager.EnterAsync();
        await Task.Run(() => Await(manager.ExitAsync(null)));

        var scheduler = isScheduler ? new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler : TaskScheduler.Default;
        await Task.Factory.StartNew(Open, CancellationToken.None, TaskCreationOptions.None, scheduler);

        Assert.Equal((null, TaskScheduler.Default, failure), await seen.Task.OrTimeout());

        void Await(ValueTask<bool> exit)
        {
            var awaiter = exit.GetAwaiter();
            awaiter.UnsafeOnCompleted(() =>
            {
                var (context, current) = (SynchronizationContext.Current, TaskScheduler.Current);
                seen.SetResult((context, current, Record.Exception(void () => awaiter.GetResult())));
            });
        }

        void Open()
        {
            var context = SynchronizationContext.Current;
            if (!isScheduler)
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            gate.Open();
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Resumes the one that awaits it on the thread that opens it.</summary>
    private sealed class Gate : ICriticalNotifyCompletion
    {
        private Action? _continuation;

        public bool IsCompleted => false;

        public Gate GetAwaiter() => this;

        public void Open() => _continuation!();

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => _continuation = continuation;

        public void UnsafeOnCompleted(Action continuation) => _continuation = continuation;
    }

    /// <summary>Resumes in a task of the scheduler.</summary>
    private readonly struct SchedulerAwaiter(TaskScheduler scheduler) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public SchedulerAwaiter GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) =>
            Task.Factory.StartNew(continuation, CancellationToken.None, TaskCreationOptions.None, scheduler);

        public void UnsafeOnCompleted(Action continuation) => OnCompleted(continuation);
    }
}
