using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Composition;

/// <summary>U1: a part that fails to enter.</summary>
public sealed partial class SelectTests
{
    public enum Part
    {
        OfSelect,
        First,
        Second,
    }

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public async Task A_part_that_fails_to_enter_fails_the_enter_and_the_next_one_is_another(Interleaving how, Part failing)
    {
        var (failure, fails) = (new EnterException(), true);
        var part = Entering(_ => how.RunAsync(() => fails ? throw failure : _holdings.Acquire()));

        await AssertFailsOnceAsync(part, failing, failure, () => fails = false);
    }

    [Theory, AllCombinations, Trait("Rule", "U1")]
    public async Task A_part_whose_task_cannot_be_read_fails_the_enter_and_the_next_one_is_another(FailingRead when, Part failing)
    {
        var (failure, fails) = (new EnterException(), true);
        var part = Entering(_ => fails ? new FailingSource<int>(when, failure).Task : new ValueTask<int>(_holdings.Acquire()));

        await AssertFailsOnceAsync(part, failing, failure, () => fails = false);
    }

    private DelegateManager<int> Entering(Func<CancellationToken, ValueTask<int>> enter) => new(enter, _ =>
    {
        _holdings.Release();
        return default;
    });

    /// <summary>Asserts that what was entered is exited with the failure, and that all is entered after <paramref name="repair"/>.</summary>
    private async Task AssertFailsOnceAsync(IAsyncContextManager<int> part, Part failing, Exception failure, Action repair)
    {
        var other = new RecordingManager();
        var manager = failing switch
        {
            Part.OfSelect => part.Select(number => number),
            Part.First => part.SelectMany(_ => other, (number, _) => number),
            _ => other.SelectMany(_ => part, (_, number) => number),
        };

        var entering = manager.EnterAsync().AsTask(); // the exception is in the task
        Assert.Same(failure, await Record.ExceptionAsync(() => entering.OrTimeout()));

        Assert.Null(failure.InnerException);
        Assert.Equal(failing == Part.Second ? "enter exit" : "", other.Calls);
        Assert.Same(failing == Part.Second ? failure : null, other.Seen);
        Assert.DoesNotContain("open", manager.ToString(), StringComparison.Ordinal);

        repair();
        Assert.Equal(1, await manager.UseAsync(number => number).OrTimeout());
        Assert.Equal((1, 0), (_holdings.Acquired, _holdings.Held));
        Assert.Equal(failing switch { Part.OfSelect => "", Part.First => "enter exit", _ => "enter exit enter exit" }, other.Calls);
    }
}
