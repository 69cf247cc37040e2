using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>Using a stack from within its own exits, and from several threads.</summary>
public sealed partial class AsyncExitStackTests
{
    [Theory, AllCombinations]
    public async Task What_is_registered_while_the_stack_unwinds_runs_next(Interleaving how)
    {
        var log = new List<string>();
        var stack = new AsyncExitStack();
        stack.PushCallback(() => how.RunAsync(() => log.Add("first")));
        stack.PushCallback(() => how.RunAsync(() =>
        {
            log.Add("second");
            stack.PushCallback(() => how.RunAsync(() => log.Add("registered first")));
            stack.PushCallback(() => how.RunAsync(() => log.Add("registered second")));
        }));

        await stack.CloseAsync().OrTimeout();

        Assert.Equal(["second", "registered second", "registered first", "first"], log);
    }

    [Theory, AllCombinations]
    public async Task What_is_registered_by_an_exit_that_fails_sees_its_failure(Interleaving how)
    {
        var (block, failure) = (new BlockException(), new ExitException());
        var seen = new List<Exception?>();
        var stack = new AsyncExitStack();
        stack.PushExit(_ => how.RunAsync<bool>(() =>
        {
            stack.PushExit(Exits.Seeing(seen, how));
            throw failure;
        }));

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => stack.ExitAsync(block).OrTimeout()));
        Assert.Equal<Exception?>([failure], seen);
    }

    [Theory, AllCombinations]
    public async Task A_manager_entered_by_an_exit_is_exited_next(Interleaving how)
    {
        var (block, manager) = (new BlockException(), new RecordingManager(how));
        var stack = new AsyncExitStack();
        stack.PushExit(async exception =>
        {
            await stack.EnterContextAsync(manager);
            return exception is null;
        });

        Assert.False(await stack.ExitAsync(block).OrTimeout());

        Assert.Equal("enter exit", manager.Calls);
        Assert.Same(block, manager.Seen);
    }

    [Fact]
    public async Task A_manager_that_an_exit_enters_without_awaiting_it_is_exited_when_it_is_there()
    {
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<Exception?>();
        var entering = Task.FromResult(0);
        var stack = new AsyncExitStack();
        stack.PushCallback(() =>
        {
            entering = stack.EnterContextAsync(new DelegateManager<int>(_ => new(gate.Task), Exits.Seeing(seen))).AsTask();
            return default;
        });

        await stack.CloseAsync().OrTimeout();
        gate.SetResult(1);

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => entering.OrTimeout());
        Assert.Equal<Exception?>([misuse], seen);
    }

    [Theory, AllCombinations]
    public async Task Closing_the_stack_inside_its_own_exit_runs_the_rest_there(Interleaving how)
    {
        var log = new List<string>();
        var stack = new AsyncExitStack();
        stack.PushCallback(() => how.RunAsync(() => log.Add("first")));
        stack.PushCallback(async () =>
        {
            log.Add("closing");
            await stack.CloseAsync();
            log.Add("closed");
        });
        stack.PushCallback(() => how.RunAsync(() => log.Add("last")));

        await stack.CloseAsync().OrTimeout();

        Assert.Equal(["last", "closing", "first", "closed"], log);
    }

    [Theory, AllCombinations]
    public async Task Using_a_stack_inside_its_own_block_is_reported_and_releases_nothing(Interleaving how)
    {
        var (manager, innerRuns) = (new RecordingManager(how), false);

        await new AsyncExitStack().UseAsync(async stack =>
        {
            await stack.EnterContextAsync(manager);
            var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => stack.UseAsync(async _ => { innerRuns = true; }).OrTimeout());
            Assert.Contains("new AsyncExitStack", misuse.Message, StringComparison.Ordinal);
            Assert.Equal("enter", manager.Calls);
        }).OrTimeout();

        Assert.False(innerRuns);
        Assert.Equal("enter exit", manager.Calls);
    }

    [Fact]
    public async Task A_stack_that_was_filled_before_its_block_may_be_used()
    {
        var manager = new RecordingManager();
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(manager);

        await stack.UseAsync(async _ => Assert.Equal("enter", manager.Calls)).OrTimeout();

        Assert.Equal("enter exit", manager.Calls);
    }

    [Fact]
    public async Task What_was_moved_away_in_a_block_is_a_stack_of_its_own()
    {
        var manager = new RecordingManager();

        await new AsyncExitStack().UseAsync(async stack =>
        {
            await stack.EnterContextAsync(manager);
            await stack.PopAll().UseAsync(async _ => { });
            Assert.Equal("enter exit", manager.Calls);
        }).OrTimeout();
    }

    [Fact]
    public async Task A_stack_may_be_pushed_to_itself()
    {
        var runs = 0;
        var stack = new AsyncExitStack();
        stack.PushCallback(() => { runs++; return default; });
        stack.PushExit(stack);
        stack.PushAsyncDisposable(stack);
        await stack.EnterContextAsync(stack);

        await stack.CloseAsync().OrTimeout();

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task The_enter_of_a_manager_may_register_exits_but_enter_nothing()
    {
        var seen = new List<Exception?>();
        var inner = new RecordingManager();
        var stack = new AsyncExitStack();

        var manager = new DelegateManager<int>(
            async cancellationToken =>
            {
                stack.PushExit(Exits.Seeing(seen));
                await stack.EnterContextAsync(inner, cancellationToken);
                return 1;
            },
            _ => throw new NotSupportedException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => stack.EnterContextAsync(manager).OrTimeout());
        await stack.CloseAsync().OrTimeout();

        Assert.Equal([null], seen);
        Assert.Equal("", inner.Calls);
    }

    [Fact]
    public async Task Concurrent_pushes_lose_nothing()
    {
        const int Threads = 8, Each = 20_000;
        var runs = 0;
        var stack = new AsyncExitStack();

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
                stack.PushCallback(() => { Interlocked.Increment(ref runs); return default; });
        }))).OrTimeout();
        await stack.CloseAsync().OrTimeout();

        Assert.Equal(Threads * Each, runs);
    }

    [Fact]
    public async Task Pushes_that_race_with_moving_away_lose_nothing()
    {
        const int Count = 200_000;
        var runs = 0;
        var stack = new AsyncExitStack();
        var moved = new List<AsyncExitStack>();
        var pushing = Task.Run(() =>
        {
            for (var i = 0; i < Count; i++)
                stack.PushCallback(() => { runs++; return default; });
        });

        while (!pushing.IsCompleted)
            moved.Add(stack.PopAll());
        await pushing.OrTimeout();
        foreach (var part in moved.Append(stack))
            await part.CloseAsync();

        Assert.Equal(Count, runs);
    }

    [Fact]
    public async Task Two_that_close_a_stack_at_once_run_each_exit_once()
    {
        const int Count = 300_000;
        var runs = new int[Count];
        var stack = new AsyncExitStack();
        for (var i = 0; i < Count; i++)
            stack.PushCallback((runs, i), static entry => { Interlocked.Increment(ref entry.runs[entry.i]); return default; });

        using var together = new Barrier(2);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            together.SignalAndWait();
            await stack.CloseAsync();
        }))).OrTimeout();

        Assert.All(runs, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task Enters_that_suspend_and_race_with_pushes_lose_nothing()
    {
        const int Count = 50_000;
        var (exits, runs) = (0, 0);
        var stack = new AsyncExitStack();
        var manager = new DelegateManager<int>(
            async _ => { await Task.Yield(); return 1; },
            _ => { exits++; return default; });
        var isOver = false;
        var pushed = 0;
        var pushing = Task.Run(() =>
        {
            for (; !Volatile.Read(ref isOver); pushed++)
                stack.PushCallback(() => { runs++; return default; });
        });

        for (var i = 0; i < Count; i++)
            await stack.EnterContextAsync(manager);
        Volatile.Write(ref isOver, true);
        await pushing.OrTimeout();
        await stack.CloseAsync();

        Assert.Equal((Count, pushed), (exits, runs));
    }

    [Fact]
    public async Task Pushes_that_race_with_closing_lose_nothing()
    {
        const int Count = 50_000;
        var runs = 0;
        var stack = new AsyncExitStack();
        var pushing = Task.Run(() =>
        {
            for (var i = 0; i < Count; i++)
                stack.PushCallback(() => { Interlocked.Increment(ref runs); return default; });
        });

        while (!pushing.IsCompleted)
            await stack.CloseAsync();
        await pushing.OrTimeout();
        await stack.CloseAsync();

        Assert.Equal(Count, runs);
    }

    [Fact]
    public async Task An_enter_that_races_with_closing_is_exited_exactly_once()
    {
        var holdings = new Holdings();
        using var elsewhere = new SpinningThread();
        for (var round = 0; round < 1_000; round++)
        {
            var exits = 0;
            var stack = new AsyncExitStack();
            var manager = new DelegateManager<int>(
                async _ =>
                {
                    await elsewhere;
                    return holdings.Acquire();
                },
                async _ =>
                {
                    holdings.Release();
                    return ++exits == 0;
                });

            var entering = stack.EnterContextAsync(manager).AsTask();
            await stack.CloseAsync();
            var thrown = await Record.ExceptionAsync(() => entering.OrTimeout());
            await stack.CloseAsync();

            Assert.True(thrown is null or InvalidOperationException, $"{thrown}");
            Assert.Equal(1, exits);
        }

        Assert.Equal(0, holdings.Held);
    }

    [Fact]
    public async Task Exits_may_complete_on_other_threads()
    {
        using var elsewhere = new SpinningThread();
        var seen = new List<Exception?>();
        var block = new BlockException();
        var stack = new AsyncExitStack();
        for (var i = 0; i < 1_000; i++)
        {
            stack.PushExit(async exception =>
            {
                await elsewhere;
                seen.Add(exception);
                return false;
            });
        }

        Assert.Same(block, await Assert.ThrowsAsync<BlockException>(() => stack.UseAsync(_ => throw block).OrTimeout()));
        Assert.Equal(1_000, seen.Count);
        Assert.All(seen, exception => Assert.Same(block, exception));
    }
}
