using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>Entering managers into a stack.</summary>
public sealed partial class AsyncExitStackTests
{
    [Theory, AllCombinations]
    public async Task A_manager_is_entered_with_the_token_and_hands_over_its_resource(Interleaving how)
    {
        using var source = new CancellationTokenSource();
        var manager = new RecordingManager(how);
        var stack = new AsyncExitStack();

        Assert.Equal("resource", await stack.EnterContextAsync(manager, source.Token).OrTimeout());
        Assert.Equal(source.Token, manager.Token);
        Assert.Equal("enter", manager.Calls);

        await stack.CloseAsync().OrTimeout();
        Assert.Equal("enter exit", manager.Calls);
    }

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public async Task A_failed_enter_registers_nothing_and_the_stack_goes_on(Interleaving how)
    {
        var failure = new EnterException();
        var (failing, working) = (new RecordingManager(how) { EnterThrows = failure }, new RecordingManager(how));
        var stack = new AsyncExitStack();

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => stack.EnterContextAsync(failing).OrTimeout()));
        await stack.EnterContextAsync(working).OrTimeout();
        await stack.CloseAsync().OrTimeout();

        Assert.Equal("enter", failing.Calls);
        Assert.Equal("enter exit", working.Calls);
    }

    [Fact, Trait("Rule", "U6")]
    public async Task The_token_cancels_entering_but_not_the_exit()
    {
        using var source = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var holdings = new Holdings();
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(holdings.Manager(), source.Token);
        var waiting = new DelegateManager<int>(
            async cancellationToken =>
            {
                started.SetResult();
                await new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken);
                return holdings.Acquire();
            },
            _ => throw new NotSupportedException());

        var entering = stack.EnterContextAsync(waiting, source.Token).AsTask();
        await started.Task;
        await source.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entering.OrTimeout());
        Assert.Equal(source.Token, cancelled.CancellationToken);
        Assert.True(entering.IsCanceled);
        Assert.False(await stack.ExitAsync(cancelled).OrTimeout());
        Assert.Equal(0, holdings.Held);
        Assert.Equal(1, holdings.Acquired);
    }

    [Fact]
    public async Task Overlapping_enters_are_reported_and_enter_nothing()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new List<Exception?>();
        var second = new RecordingManager();
        var stack = new AsyncExitStack();

        var first = stack.EnterContextAsync(new DelegateManager<string>(_ => new(gate.Task), Exits.Seeing(log))).AsTask();
        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => stack.EnterContextAsync(second).OrTimeout());
        gate.SetResult("first");

        Assert.Contains("WhenAll", misuse.Message, StringComparison.Ordinal);
        Assert.Equal("", second.Calls);
        Assert.Equal("first", await first.OrTimeout());
        await stack.EnterContextAsync(second).OrTimeout();
        await stack.CloseAsync().OrTimeout();
        Assert.Equal("enter exit", second.Calls);
        Assert.Equal([null], log);
    }

    [Fact]
    public async Task Of_enters_that_race_each_is_registered_or_reported()
    {
        var holdings = new Holdings();
        var stack = new AsyncExitStack();
        var entered = 0;

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => Task.Run(async () =>
        {
            try
            {
                await stack.EnterContextAsync(holdings.Manager((Interleaving)(i % 4)));
                Interlocked.Increment(ref entered);
            }
            catch (InvalidOperationException)
            {
                // another one was entering at that moment
            }
        }))).OrTimeout();

        Assert.InRange(entered, 1, 2_000);
        Assert.Equal(entered, holdings.Held);
        await stack.CloseAsync().OrTimeout();
        Assert.Equal(0, holdings.Held);
        Assert.Equal(entered, holdings.Acquired);
    }

    [Theory, AllCombinations]
    public async Task A_manager_that_is_still_entering_when_the_stack_is_closed_is_exited_when_it_is_there(
        bool somethingElseIsRegistered, bool disposes)
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<Exception?>();
        var stack = new AsyncExitStack();
        if (somethingElseIsRegistered)
            stack.PushCallback(() => default);
        var entering = stack.EnterContextAsync(new DelegateManager<string>(_ => new(gate.Task), Exits.Seeing(seen))).AsTask();

        await (disposes ? stack.DisposeAsync() : stack.CloseAsync()).OrTimeout();
        Assert.Empty(seen);
        gate.SetResult("late");

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => entering.OrTimeout());
        Assert.Contains("closed while it was entering", misuse.Message, StringComparison.Ordinal);
        Assert.Equal<Exception?>([misuse], seen);
    }

    [Fact, Trait("Rule", "E3")]
    public async Task The_failing_exit_of_a_late_manager_is_reported_with_the_misuse_inside()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var failure = new ExitException();
        var stack = new AsyncExitStack();
        var entering = stack.EnterContextAsync(new DelegateManager<string>(_ => new(gate.Task), Exits.Throwing(failure))).AsTask();

        await stack.CloseAsync().OrTimeout();
        gate.SetResult("late");

        Assert.Same(failure, await Assert.ThrowsAsync<ExitException>(() => entering.OrTimeout()));
        Assert.IsType<InvalidOperationException>(failure.InnerException);
    }

    [Fact]
    public async Task A_late_enter_that_fails_leaves_a_stack_that_works()
    {
        var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var failure = new EnterException();
        var stack = new AsyncExitStack();
        var entering = stack.EnterContextAsync(new DelegateManager<string>(_ => new(gate.Task), _ => throw new NotSupportedException())).AsTask();

        await stack.CloseAsync().OrTimeout();
        gate.SetException(failure);
        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => entering.OrTimeout()));

        var manager = new RecordingManager();
        await stack.EnterContextAsync(manager).OrTimeout();
        await stack.CloseAsync().OrTimeout();
        Assert.Equal("enter exit", manager.Calls);
    }
}
