using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>The manager that is a filled stack, where two threads use it at once.</summary>
public sealed class ExitStackManagerOfTTests
{
    [Fact]
    public async Task An_exit_on_another_thread_finds_what_the_enter_has_filled()
    {
        var released = 0;
        var manager = new ExitStackManager<int>((stack, _) =>
        {
            stack.PushCallback(() => { released++; return default; });
            return new(new Handoff<int>(1));
        }, "a filled stack");

        await ExitRace.RunAsync(manager, ExitRace.Rounds);

        Assert.Equal(ExitRace.Rounds, released);
    }

    [Theory, AllCombinations]
    public async Task A_failed_enter_exits_the_parts_and_leaves_the_manager_free(Interleaving how)
    {
        var (failure, part) = (new EnterException(), new RecordingManager(how));
        var fails = true;
        var manager = new ExitStackManager<int>(
            async (stack, cancellationToken) =>
            {
                await stack.EnterContextAsync(part, cancellationToken);
                return fails ? throw failure : new Handoff<int>(1);
            },
            "a filled stack");

        Assert.Same(failure, await Assert.ThrowsAsync<EnterException>(() => manager.EnterAsync().OrTimeout()));
        Assert.Equal("enter exit", part.Calls);

        fails = false;
        Assert.Equal(1, await manager.EnterAsync().OrTimeout());
        Assert.False(await manager.ExitAsync(null).OrTimeout());
        Assert.Equal("enter exit enter exit", part.Calls);
    }

    [Fact, Trait("Rule", "U2")]
    public Task The_parts_of_a_failed_enter_are_exited_on_the_context_of_the_caller() => SingleThreadedContext.RunAsync(async () =>
    {
        var exits = 0;
        var manager = new ExitStackManager<int>(
            async (stack, _) =>
            {
                stack.PushCallback(() =>
                {
                    SingleThreadedContext.AssertIsCurrent();
                    exits++;
                    return default;
                });
                await Task.Run(() => { }).ConfigureAwait(false);
                throw new EnterException();
            },
            "a filled stack");

        await Assert.ThrowsAsync<EnterException>(() => manager.EnterAsync().AsTask());
        Assert.Equal(1, exits);
    });
}
