using System.Diagnostics;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;

namespace AsyncWith.Leases.Tests.Support;

/// <summary>A process that holds a lease.</summary>
internal sealed class Holder
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    public Holder(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The next line that it writes.</summary>
    public async Task<string> LineAsync() =>
        await _process.StandardOutput.ReadLineAsync().OrTimeout()
            ?? throw new InvalidOperationException($"The holder ended: {await _errors.OrTimeout()}");

    /// <summary>Lets its block complete, and returns what the statement did.</summary>
    public async Task<string> CompleteAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        return await LineAsync();
    }

    /// <summary>It stands still until <see cref="ContinueAsync"/>.</summary>
    public Task StopAsync() => Command.RunAsync("kill", "-STOP", $"{_process.Id}");

    public Task ContinueAsync() => Command.RunAsync("kill", "-CONT", $"{_process.Id}");

    /// <summary>Ends it without a chance to release anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }
}
