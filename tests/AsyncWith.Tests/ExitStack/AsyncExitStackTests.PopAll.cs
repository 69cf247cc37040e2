using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>Moving what is registered to another stack.</summary>
public sealed partial class AsyncExitStackTests
{
    [Theory, AllCombinations]
    public async Task PopAll_moves_everything_in_its_order_and_exits_nothing(Interleaving how)
    {
        var log = new RecordingManager();
        var (a, b, later) = (
            new RecordingManager(how, "A") { Log = log }, new RecordingManager(how, "B") { Log = log }, new RecordingManager(how, "C") { Log = log });
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(a).OrTimeout();
        await stack.EnterContextAsync(b).OrTimeout();

        var moved = stack.PopAll();
        Assert.NotSame(stack, moved);
        await stack.CloseAsync().OrTimeout();
        Assert.Equal("enterA enterB", log.Calls);

        await moved.EnterContextAsync(later).OrTimeout();
        await moved.CloseAsync().OrTimeout();
        Assert.Equal("enterA enterB enterC exitC exitB exitA", log.Calls);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public async Task Enter_three_things_then_keep_them_or_none_of_them(int failingOne)
    {
        var holdings = new Holdings();
        var failure = new EnterException();
        var managers = Enumerable.Range(1, 3)
            .Select(i => i == failingOne ? new RecordingManager { EnterThrows = failure } : (object)holdings.Manager())
            .ToList();

        async Task<AsyncExitStack> OpenAsync() => await new AsyncExitStack().UseAsync(async stack =>
        {
            foreach (var manager in managers)
            {
                if (manager is RecordingManager failing)
                    await stack.EnterContextAsync(failing);
                else
                    await stack.EnterContextAsync((IAsyncContextManager<int>)manager);
            }

            return stack.PopAll();
        });

        if (failingOne == 0)
        {
            var kept = await OpenAsync().OrTimeout();
            Assert.Equal(3, holdings.Held);
            await kept.CloseAsync().OrTimeout();
        }
        else
        {
            Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => OpenAsync().OrTimeout()));
        }

        Assert.Equal(0, holdings.Held);
        Assert.Equal(failingOne == 0 ? 3 : failingOne - 1, holdings.Acquired);
    }

    [Fact]
    public async Task PopAll_of_an_empty_stack_gives_one_that_works()
    {
        var ran = 0;
        var moved = new AsyncExitStack().PopAll();
        moved.PushCallback(() => { ran++; return default; });

        await moved.CloseAsync();

        Assert.Equal(1, ran);
    }

    [Fact]
    public async Task PopAll_inside_an_exit_keeps_the_exits_that_have_not_run()
    {
        var log = new List<string>();
        AsyncExitStack? kept = null;
        var stack = new AsyncExitStack();
        stack.PushCallback(() => { log.Add("first"); return default; });
        stack.PushCallback(() => { log.Add("second"); return default; });
        stack.PushCallback(() => { kept = stack.PopAll(); return default; });
        stack.PushCallback(() => { log.Add("fourth"); return default; });

        await stack.CloseAsync().OrTimeout();
        Assert.Equal(["fourth"], log);

        await kept!.CloseAsync().OrTimeout();
        Assert.Equal(["fourth", "second", "first"], log);
    }

    [Fact]
    public async Task A_manager_that_is_entering_while_all_is_moved_belongs_to_the_old_stack()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<Exception?>();
        var stack = new AsyncExitStack();
        var entering = stack.EnterContextAsync(new DelegateManager<string>(_ => new(gate.Task), Exits.Seeing(seen))).AsTask();

        var moved = stack.PopAll();
        gate.SetResult("entered");
        await entering.OrTimeout();
        await moved.CloseAsync().OrTimeout();
        Assert.Empty(seen);

        await stack.CloseAsync().OrTimeout();
        Assert.Equal([null], seen);
    }

    [Fact]
    public async Task Moving_and_closing_at_once_runs_each_exit_exactly_once()
    {
        for (var round = 0; round < 300; round++)
        {
            var runs = new int[50];
            var stack = new AsyncExitStack();
            foreach (var i in Enumerable.Range(0, runs.Length))
                stack.PushCallback(() => { Interlocked.Increment(ref runs[i]); return default; });

            await Task.WhenAll(
                Task.Run(async () => await stack.CloseAsync()),
                Task.Run(async () => await stack.PopAll().CloseAsync()),
                Task.Run(async () => await stack.CloseAsync())).OrTimeout();

            Assert.All(runs, count => Assert.Equal(1, count));
        }
    }
}
