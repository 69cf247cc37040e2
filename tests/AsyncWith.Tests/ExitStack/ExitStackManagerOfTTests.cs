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
}
