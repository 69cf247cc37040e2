using System.Collections.Concurrent;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Testing.Tests;

public sealed class StepContextTests
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(200); // to wait for what never comes

    [Fact]
    public void Code_that_does_not_suspend_has_no_step() => Assert.Equal(0, StepContext.Run(() => Task.CompletedTask));

    [Fact]
    public void Each_await_that_suspends_is_a_step() => Assert.Equal(3, StepContext.Run(async () =>
    {
        await Task.Yield();
        await Task.CompletedTask;
        await Task.Yield();
        await Task.Run(() => { });
    }));

    [Fact]
    public void A_debugger_shows_how_far_it_is() => StepContext.Run(async () =>
    {
        await Task.Yield();
        var other = Task.Factory.StartNew(
            () => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.FromCurrentSynchronizationContext());
        Assert.Equal("1 steps, 1 ready", DebuggerText.Of(SynchronizationContext.Current!));
        await other;
    });

    [Fact]
    public void An_await_that_leaves_the_context_is_none() => Assert.Equal(0, StepContext.Run(async () =>
    {
        await Task.Run(() => { }).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await Task.Yield(); // on the thread pool by now
    }));

    [Fact]
    public void All_steps_run_on_one_thread_and_on_the_context() => StepContext.Run(async () =>
    {
        var thread = Environment.CurrentManagedThreadId;
        for (var i = 0; i < 10; i++)
        {
            await Task.Run(() => { });
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            Assert.IsType<StepContext>(SynchronizationContext.Current);
            Assert.Same(SynchronizationContext.Current, SynchronizationContext.Current.CreateCopy());
        }
    });

    [Fact]
    public void Without_a_seed_the_steps_run_in_the_order_in_which_they_became_ready() =>
        Assert.Equal("abc abc abc", Interleaving(seed: null));

    [Fact]
    public void A_seed_chooses_the_same_order_each_time()
    {
        var orders = Enumerable.Range(0, 50).Select(seed => Interleaving(seed)).ToArray();

        Assert.Equal(orders, Enumerable.Range(0, 50).Select(seed => Interleaving(seed)));
        Assert.True(orders.Distinct().Count() > 20);
        Assert.All(orders, order => Assert.Equal("aaabbbccc", string.Concat(order.Where(letter => letter != ' ').Order())));
    }

    [Fact]
    public void A_seed_finds_the_update_that_is_lost()
    {
        var sums = Enumerable.Range(0, 20).Select(seed =>
        {
            var sum = 0;
            StepContext.Run(() => Task.WhenAll(AddAsync(), AddAsync()), seed);
            return sum;

            async Task AddAsync()
            {
                await Task.Yield();
                var read = sum;
                await Task.Yield();
                sum = read + 1;
            }
        }).ToArray();

        Assert.Contains(1, sums);
        Assert.Contains(2, sums);
    }

    [Fact]
    public void Before_each_step_its_number_is_told_on_the_same_thread()
    {
        List<int> told = [];
        var threads = new HashSet<int>();

        var steps = StepContext.Run(
            async () =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                await Task.Yield();
                Assert.Equal([1], told);
                await Task.Yield();
            },
            beforeStep: step =>
            {
                told.Add(step);
                threads.Add(Environment.CurrentManagedThreadId);
            });

        Assert.Equal(2, steps);
        Assert.Equal([1, 2], told);
        Assert.Single(threads);
    }

    [Fact]
    public void What_is_thrown_before_a_step_ends_the_run()
    {
        var thrown = new FormatException();

        Assert.Same(thrown, Assert.Throws<FormatException>(() => StepContext.Run(async () => await Task.Yield(), beforeStep: _ => throw thrown)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void What_the_code_throws_comes_out_as_it_is(bool suspends)
    {
        var thrown = new FormatException();

        Assert.Same(thrown, Assert.Throws<FormatException>(() => StepContext.Run(async () =>
        {
            if (suspends)
                await Task.Yield();
            throw thrown;
        })));
        Assert.Same(thrown, Assert.Throws<FormatException>(() => StepContext.Run(() => throw thrown)));
    }

    [Fact]
    public void A_cancellation_comes_out_as_it_is()
    {
        var thrown = new OperationCanceledException();

        Assert.Same(thrown, Assert.Throws<OperationCanceledException>(() => StepContext.Run(async () => { await Task.Yield(); throw thrown; })));
    }

    [Fact]
    public void What_an_async_void_method_throws_comes_out()
    {
        var thrown = new FormatException();

        Assert.Same(thrown, Assert.Throws<FormatException>(() => StepContext.Run(async () =>
        {
            ThrowLater();
            await new TaskCompletionSource().Task;
        })));

        async void ThrowLater()
        {
            await Task.Yield();
            throw thrown;
        }
    }

    [Fact]
    public void What_waits_for_ever_is_found()
    {
        var thrown = Run(_soon);
        for (var limit = 4 * _soon; limit < TimeSpan.FromMinutes(1) && thrown.Message.Contains("after 0 steps", StringComparison.Ordinal); limit *= 4)
            thrown = Run(limit); // on a busy machine, the one step may take longer than the limit

        Assert.Contains("after 1 steps", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Look for", thrown.Message, StringComparison.Ordinal);

        static TimeoutException Run(TimeSpan hangs) => Assert.Throws<TimeoutException>(() => StepContext.Run(
            static async () =>
            {
                await Task.Yield();
                await new TaskCompletionSource().Task;
            },
            hangs: hangs));
    }

    [Fact]
    public void What_never_stops_yielding_is_found() => Assert.Throws<TimeoutException>(() => StepContext.Run(
        async () =>
        {
            while (true)
                await Task.Yield();
        },
        hangs: _soon));

    [Fact]
    public void A_thread_that_blocks_until_a_later_step_has_run_is_found() => Assert.Throws<TimeoutException>(() => StepContext.Run(
        async () =>
        {
#pragma warning disable xUnit1031 // it is what is tried
            YieldAsync().Wait();
#pragma warning restore xUnit1031
        },
        hangs: _soon));

    [Fact]
    public async Task What_is_posted_after_the_end_runs_on_the_thread_pool()
    {
        SynchronizationContext? context = null;
        StepContext.Run(async () => context = SynchronizationContext.Current);

        var ran = new TaskCompletionSource<SynchronizationContext?>();
        context!.Post(_ => ran.SetResult(SynchronizationContext.Current), null);

        Assert.Null(await ran.Task);
    }

    [Fact]
    public async Task What_is_ready_at_the_end_runs_on_the_thread_pool()
    {
        var ran = new TaskCompletionSource<bool>();

        var steps = StepContext.Run(async () => _ = LeaveAsync());

        Assert.Equal(0, steps);
        Assert.True(await ran.Task);

        async Task LeaveAsync()
        {
            await Task.Yield();
            ran.SetResult(Thread.CurrentThread.IsThreadPoolThread);
        }
    }

    [Fact]
    public void Sending_runs_at_once_on_the_thread_of_the_steps() => StepContext.Run(async () =>
    {
        var ran = false;
        SynchronizationContext.Current!.Send(_ => ran = true, null);
        Assert.True(ran);
    });

    [Fact]
    public void Sending_from_elsewhere_is_a_step_and_throws_what_it_throws()
    {
        var thrown = new FormatException();

        var steps = StepContext.Run(async () =>
        {
            var (context, thread) = (SynchronizationContext.Current!, Environment.CurrentManagedThreadId);
            await Task.Run(() => context.Send(expected => Assert.Equal(expected, Environment.CurrentManagedThreadId), thread));
            Assert.Same(thrown, await Assert.ThrowsAsync<FormatException>(() => Task.Run(() => context.Send(_ => throw thrown, null))));
        });

        Assert.Equal(4, steps);
    }

    [Fact]
    public void Ambient_state_of_the_caller_is_seen()
    {
        var local = new AsyncLocal<string> { Value = "caller's" };

        StepContext.Run(async () =>
        {
            await Task.Yield();
            Assert.Equal("caller's", local.Value);
            local.Value = "own";
        });

        Assert.Equal("caller's", local.Value);
    }

    [Fact]
    public void A_run_inside_a_run_is_one_of_its_own() => Assert.Equal(1, StepContext.Run(async () =>
    {
        Assert.Equal(2, StepContext.Run(async () =>
        {
            await Task.Yield();
            await Task.Yield();
        }));
        await Task.Yield();
    }));

    [Fact]
    public void Steps_posted_by_many_threads_all_run()
    {
        const int Count = 10_000;
        var ran = new ConcurrentBag<int>();

        var steps = StepContext.Run(() => Task.WhenAll(Enumerable.Range(0, Count).Select(async i =>
        {
            await Task.Run(() => { });
            ran.Add(i);
        })), seed: 1);

        Assert.InRange(steps, 1, Count); // a task that has ended before it is awaited suspends nobody
        Assert.Equal(Count, ran.Distinct().Count());
    }

    [Fact]
    public void Wrong_use_is_told()
    {
        Assert.Throws<ArgumentNullException>(() => StepContext.Run(null!));
        Assert.Contains(
            "async lambda", Assert.Throws<InvalidOperationException>(() => StepContext.Run(() => null!)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("hangs", () => StepContext.Run(() => Task.CompletedTask, hangs: TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>("hangs", () => StepContext.Run(() => Task.CompletedTask, hangs: TimeSpan.MaxValue));
        Assert.Equal(0, StepContext.Run(() => Task.CompletedTask, hangs: Timeout.InfiniteTimeSpan));
    }

    private static async Task YieldAsync() => await Task.Yield();

    private static string Interleaving(int? seed)
    {
        List<char> order = [];
        StepContext.Run(() => Task.WhenAll(WriteAsync('a'), WriteAsync('b'), WriteAsync('c')), seed);
        return string.Join(' ', order.Chunk(3).Select(letters => new string(letters)));

        async Task WriteAsync(char letter)
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Yield();
                order.Add(letter);
            }
        }
    }
}
