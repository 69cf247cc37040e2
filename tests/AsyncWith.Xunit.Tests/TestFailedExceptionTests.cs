using Xunit;

namespace AsyncWith.Xunit.Tests;

public sealed class TestFailedExceptionTests(FailingRunFixture fixture)
{
    private readonly FailingRun _run = fixture.Resource;

    [Fact]
    public void The_exception_has_the_type_the_message_and_the_trace_of_the_failure()
    {
        var seen = Assert.Single(_run.Log("Fails"), line => line is { Manager: "third", What: "exit" });

        Assert.Equal(["Xunit.Sdk.EqualException"], seen.Types!);
        Assert.Contains("Assert.Equal() Failure", Assert.Single(seen.Messages!), StringComparison.Ordinal);
        Assert.Contains("Fails.Test()", Assert.Single(seen.Traces!), StringComparison.Ordinal);
    }

    [Fact]
    public void Exceptions_inside_follow()
    {
        var seen = Assert.Single(_run.Log("FailsWithInner"), line => line is { Manager: "first", What: "exit" });

        Assert.Equal(["System.IO.InvalidDataException", "System.FormatException"], seen.Types!);
        Assert.Equal(["outer", "inner"], seen.Messages!);
        Assert.Equal(2, seen.Traces!.Length);
    }

    [Fact]
    public void A_log_shows_the_test_and_where_it_failed()
    {
        var seen = Assert.Single(_run.Log("FailsWithInner"), line => line is { Manager: "first", What: "exit" });

        Assert.Equal("The test 'AsyncWith.Xunit.Failing.FailsWithInner.Test' failed: System.IO.InvalidDataException: outer", seen.Message);
        Assert.Contains("FailsWithInner.Test()", seen.Text, StringComparison.Ordinal);
    }
}
