using Xunit;

namespace AsyncWith.Ledger.Tests;

/// <summary>How a run of the sample ended.</summary>
internal sealed record LedgerResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Fails the test, with all that the program said, unless it ended with <paramref name="exitCode"/>.</summary>
    public LedgerResult Exited(int exitCode)
    {
        if (ExitCode != exitCode)
            Assert.Fail($"The ledger exited with {ExitCode}, not {exitCode}:\n{Output}\n{Errors}");
        return this;
    }

    /// <summary>Fails the test unless the program refused to run with one line that contains <paramref name="said"/>.</summary>
    public void Refused(string said)
    {
        Exited(2);
        var line = Assert.Single(Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("ledger: ", line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
    }
}
