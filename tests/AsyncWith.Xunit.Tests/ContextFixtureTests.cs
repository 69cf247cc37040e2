using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Xunit.Tests;

public sealed class ContextFixtureTests(FailingRunFixture fixture)
{
    private readonly FailingRun _run = fixture.Resource;

    [Theory]
    [InlineData("assembly", 1)]
    [InlineData("collection", 1)]
    [InlineData("class", 2)] // two classes have it
    public void The_manager_of_a_fixture_is_entered_and_exited_once_for_all_tests_that_share_it(string manager, int times)
    {
        var log = _run.LogOf(manager);

        Assert.Equal(Enumerable.Repeat((string[])["enter", "exit"], times).SelectMany(calls => calls), log.Select(line => line.What));
        Assert.All(log, line => Assert.Null(line.Seen)); // also where a test failed
        Assert.Equal("Pass", _run.Result("UsesFixtures", ".Test"));
        Assert.Equal("Fail", _run.Result("UsesFixtures", ".Failure"));
        Assert.Equal("Pass", _run.Result("UsesFixturesToo"));
    }

    [Fact]
    public void Where_it_cannot_be_entered_its_parts_are_exited_and_the_tests_fail()
    {
        Assert.Equal(["enter", "exit IOException"], _run.LogOf("part").Select(line => $"{line.What} {line.Seen}".TrimEnd()));
        Assert.Equal(["enter"], _run.LogOf("broken").Select(line => line.What));
        Assert.Equal("Fail", _run.Result("UsesWhatCannotBeEntered"));
        Assert.Contains("not there", _run.Failure("UsesWhatCannotBeEntered"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_it_cannot_be_exited_that_is_reported()
    {
        Assert.Equal("Pass", _run.Result("UsesWhatCannotBeExited"));
        Assert.Contains("not released", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_resource_of_a_fixture_is_there_while_it_is_entered()
    {
        var numbers = new Fixture(() => AsyncContextManager.FromValue(42));
        var early = Assert.Throws<InvalidOperationException>(() => numbers.Resource);
        Assert.Contains("Read Resource in the test", early.Message, StringComparison.Ordinal);

        Assert.Equal("not entered", DebuggerText.Of(numbers));
        await numbers.InitializeAsync();
        Assert.Equal(42, numbers.Resource);
        Assert.Equal("entered", DebuggerText.Of(numbers));
        await numbers.DisposeAsync();
        Assert.Equal("not entered", DebuggerText.Of(numbers));

        Assert.Throws<InvalidOperationException>(() => numbers.Resource);
    }

    [Fact]
    public async Task A_fixture_exits_once()
    {
        var exits = 0;
        var numbers = new Fixture(() => AsyncContextManager.FromAcquireRelease(_ => ValueTask.FromResult(1), async (_, _) => exits++));

        await numbers.DisposeAsync();
        await numbers.InitializeAsync();
        await numbers.DisposeAsync();
        await numbers.DisposeAsync();

        Assert.Equal(1, exits);
    }

    [Fact]
    public async Task A_fixture_without_a_manager_is_told_what_to_do()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await new Fixture(() => null!).InitializeAsync());

        Assert.Contains("Return the manager", thrown.Message, StringComparison.Ordinal);
    }

    private sealed class Fixture(Func<IAsyncContextManager<int>> create) : ContextFixture<int>
    {
        protected override IAsyncContextManager<int> CreateManager() => create();
    }
}
