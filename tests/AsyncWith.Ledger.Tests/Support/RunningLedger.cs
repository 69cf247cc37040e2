using System.Diagnostics;
using System.Text;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Ledger.Tests;

/// <summary>The sample while it runs.</summary>
internal sealed class RunningLedger
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly StringBuilder _output = new();

    public RunningLedger(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Reads on until the program has written <paramref name="line"/>.</summary>
    public async Task WaitForLineAsync(string line)
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(_patience) is { } read)
        {
            _output.AppendLine(read);
            if (read == line)
                return;
        }

        Assert.Fail($"The ledger ended without the line '{line}':\n{_output}\n{await _errors}");
    }

    public async Task<LedgerResult> EndAsync()
    {
        _output.Append(await _process.StandardOutput.ReadToEndAsync().WaitAsync(_patience));
        var errors = await _errors.WaitAsync(_patience);
        await _process.WaitForExitAsync().WaitAsync(_patience);
        return new LedgerResult(_process.ExitCode, _output.ToString(), errors);
    }

    /// <summary>Ends it without a chance to clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>What Ctrl+C sends.</summary>
    public async Task InterruptAsync() => await Command.RunAsync("kill", "-INT", _process.Id.ToString());
}
