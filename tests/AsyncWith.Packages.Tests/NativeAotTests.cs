using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Packages.Tests;

/// <summary>The core in a console program, published with NativeAOT.</summary>
public sealed class NativeAotTests
{
    private const long MostBytes = 4_000_000;

    [Fact, Trait("Rule", "E3")]
    public async Task A_published_console_program_runs_with_the_core()
    {
        Assert.SkipWhen(NativeAot.Obstacle is not null, NativeAot.Obstacle ?? "");

        var (output, bytes) = await NativeAot.RunAsync(Repository.Root, "AsyncWith.Aot.Console");

        TestContext.Current.SendDiagnosticMessage($"{bytes:N0} bytes");
        Assert.Equal(
            """
            enter one
            exit one
            length 3
            the exit, while handling the block
            enter first
            enter second
            exit second
            exit first
            first and second
            enter a
            enter b
            ab
            exit b
            exit a
            7

            """,
            output);
        Assert.InRange(bytes, 1, MostBytes);
    }
}
