using AsyncWith;
using AsyncWith.Testing;
using AsyncWith.Xunit;
using Xunit;

namespace Service1.Tests;

public sealed class SessionTests : ContextTest
{
    private readonly StringWriter _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_open_in_the_block_and_closed_after_it()
    {
        await Session.Open(_log).UseAsync(async session => await session.Log.WriteLineAsync("work"), Token);

        Assert.Equal(["open", "work", "completed", "closed"], Lines());
    }

    [Fact]
    public async Task A_block_that_fails_closes_it_too()
    {
        await Assert.ThrowsAsync<TimeoutException>(async () => await Session.Open(_log).UseAsync(async session =>
        {
            await session.Log.WriteLineAsync("work");
            throw new TimeoutException("too late");
        }, Token));

        Assert.Equal(["open", "work", "failed: too late", "closed"], Lines());
    }

    [Fact]
    public async Task A_test_can_enter_it_and_its_end_exits_it()
    {
        var session = await EnterAsync(Session.Open(_log));

        Assert.Same(_log, session.Log);
    }

    [Fact]
    public void It_does_nothing_wrong_whatever_happens() => Assert.Empty(ManagerContract.Check(() => Session.Open(TextWriter.Null)));

    private string[] Lines() => _log.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
