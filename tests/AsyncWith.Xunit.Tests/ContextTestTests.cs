using AsyncWith.Xunit.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(FailingRunFixture))]

namespace AsyncWith.Xunit.Tests;

public sealed class ContextTestTests(FailingRunFixture fixture)
{
    private static readonly string[] _exitsOfFailure = ["second exit TestFailedException", "first exit TestFailedException"];

    private readonly FailingRun _run = fixture.Resource;

    [Fact]
    public void The_managers_of_a_test_that_passed_exit_last_first_and_see_nothing()
    {
        Assert.Equal("Pass", _run.Result("Passes"));
        Assert.Equal(["first enter", "second enter", "third enter", "third exit", "second exit", "first exit"], Summary("Passes"));
    }

    [Fact]
    public void The_managers_of_a_test_that_failed_see_it()
    {
        Assert.Equal("Fail", _run.Result("Fails"));
        Assert.Equal(
            ["first enter", "second enter", "third enter", "third exit TestFailedException", .. _exitsOfFailure],
            Summary("Fails"));
    }

    [Fact]
    public void Of_the_rows_of_a_theory_only_those_that_failed_are_failures()
    {
        Assert.Equal("Pass", _run.Result("FailsForOneRow", "True"));
        Assert.Equal("Fail", _run.Result("FailsForOneRow", "False"));
        Assert.Equal(
            ["first exit", "first exit TestFailedException"],
            Summary("FailsForOneRow").Where(line => line.StartsWith("first exit", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void A_test_that_is_skipped_is_no_failure()
    {
        Assert.Equal("Skip", _run.Result("IsSkipped"));
        Assert.Equal(["first enter", "second enter", "second exit", "first exit"], Summary("IsSkipped"));
    }

    [Fact]
    public void A_test_that_is_cancelled_is_a_failure()
    {
        Assert.Equal("Fail", _run.Result("IsCanceled"));
        Assert.Equal(["first enter", "second enter", .. _exitsOfFailure], Summary("IsCanceled"));
    }

    [Fact]
    public void Where_the_set_up_fails_what_was_entered_is_exited_and_sees_the_exception()
    {
        Assert.Equal("Fail", _run.Result("SetUpFails"));
        Assert.Equal(["first enter", "second enter", "third enter", "second exit IOException", "first exit IOException"], Summary("SetUpFails"));
        Assert.Contains("not there", _run.Failure("SetUpFails"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_an_exit_fails_after_that_both_are_told()
    {
        Assert.Equal(
            ["first enter", "second enter", "second exit IOException", "first exit InvalidOperationException"],
            Summary("SetUpFailsAndExitToo"));
        Assert.Contains("not released", _run.Failure("SetUpFailsAndExitToo"), StringComparison.Ordinal);
        Assert.Contains("not there", _run.Failure("SetUpFailsAndExitToo"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_up_that_failed_cannot_be_suppressed()
    {
        Assert.Equal("Fail", _run.Result("SetUpFailureIsNotSuppressed"));
        Assert.Equal(["first enter", "first exit IOException"], Summary("SetUpFailureIsNotSuppressed"));
        Assert.Contains("not there", _run.Failure("SetUpFailureIsNotSuppressed"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exit_that_fails_fails_the_test_and_skips_no_other()
    {
        Assert.Equal("Fail", _run.Result("ExitFails"));
        Assert.Equal(["first enter", "second enter", "second exit", "first exit IOException"], Summary("ExitFails"));
        Assert.Contains("not released", _run.Failure("ExitFails"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_test_and_exit_fail_both_are_reported()
    {
        Assert.Equal(["first enter", "second enter", "second exit TestFailedException", "first exit IOException"], Summary("FailsAndExitFails"));
        Assert.Contains("not released", _run.Failure("FailsAndExitFails"), StringComparison.Ordinal);
        Assert.Contains("the test's own", _run.Failure("FailsAndExitFails"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_that_failed_cannot_be_suppressed()
    {
        Assert.Equal("Fail", _run.Result("FailureIsNotSuppressed"));
        Assert.Equal(["first enter", "second enter", "second exit TestFailedException", "first exit"], Summary("FailureIsNotSuppressed"));
    }

    [Fact]
    public void A_generator_that_rethrows_adds_nothing_to_the_report()
    {
        Assert.Equal(["generator catch TestFailedException"], Summary("FailureIsRethrown"));
        Assert.Contains("the test's own", _run.Failure("FailureIsRethrown"), StringComparison.Ordinal);
        Assert.DoesNotContain("TestFailedException", _run.Failure("FailureIsRethrown"), StringComparison.Ordinal);
    }

    [Theory, InlineData("FailsAndKeepsItsDirectories", 2), InlineData("SetUpFailsAndKeepsItsDirectory", 1)]
    public void The_directories_of_a_failed_test_are_kept_and_named_in_its_output(string test, int count)
    {
        var directories = _run.Log(test).Where(line => line.What == "directory").Select(line => line.Manager).ToArray();

        Assert.Equal(count, directories.Length);
        Assert.All(directories, directory => Assert.True(Directory.Exists(directory)));
        Assert.All(directories, directory => Assert.Contains(directory, _run.Output(test), StringComparison.Ordinal));
        Assert.Contains(TemporaryDirectory.KeptAtKey, _run.Output(test), StringComparison.Ordinal);
    }

    [Fact]
    public void The_directory_of_a_test_that_passed_is_removed() =>
        Assert.False(Directory.Exists(Assert.Single(_run.Log("PassesAndRemovesItsDirectory"), line => line.What == "directory").Manager));

    [Theory, InlineData("TimesOutAndHeeds"), InlineData("TimesOutAndCompletes")]
    public void After_a_timeout_no_manager_is_told_of_a_success(string test) // xunit does not wait for the test to end: it may be that nobody is told
    {
        Assert.Equal("Fail", _run.Result(test));
        Assert.Equal(["first enter", "second enter"], Summary(test)[..2]);
        Assert.All(_run.Log(test).Where(line => line.What == "exit"), line => Assert.Equal("TestFailedException", line.Seen));
    }

    [Fact]
    public void A_test_whose_token_is_cancelled_counts_as_failed()
    {
        Assert.Equal(["first enter", "second enter", .. _exitsOfFailure], Summary("CancelsItself"));
        Assert.Contains("ran into its Timeout, or the run was stopped", _run.Log("CancelsItself")[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_managers_of_a_test_that_never_ends_are_never_exited()
    {
        Assert.Equal("Fail", _run.Result("TimesOutAndNeverEnds"));
        Assert.Equal(["first enter", "second enter"], Summary("TimesOutAndNeverEnds"));
    }

    [Fact]
    public async Task After_the_end_nothing_can_be_entered()
    {
        var test = new Ended();
        await test.InitializeAsync();
        await test.EnterAsync();
        await test.DisposeAsync();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await test.EnterAsync());

        Assert.Contains("The test has ended", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, test.Open);
    }

    [Fact]
    public async Task What_is_being_entered_at_the_end_is_exited()
    {
        var (test, entering) = (new Ended(), new TaskCompletionSource());
        await test.InitializeAsync();
        var late = test.EnterAsync(entering.Task);
        await test.DisposeAsync();
        entering.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await late);
        Assert.Equal(0, test.Open);
    }

    [Fact]
    public void What_a_manager_sets_in_the_test_is_seen_there() => Assert.Equal(["setup nothing", "test test"], Summary("SeesWhatAManagerSets"));

    private string[] Summary(string test) => Array.ConvertAll(_run.Log(test), line => line.Summary);

    private sealed class Ended : ContextTest
    {
        internal int Open { get; private set; }

        internal ValueTask<int> EnterAsync(Task? entering = null) => EnterAsync(AsyncContextManager.FromAcquireRelease(
            async _ =>
            {
                await (entering ?? Task.CompletedTask);
                return Open++;
            },
            async (_, _) => Open--));
    }
}
