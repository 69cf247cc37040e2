using System.Diagnostics;
using System.Globalization;
using AsyncWith.Hosting.App;
using AsyncWith.Hosting.Tests.Support;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Hosting.Tests;

/// <summary>Signals, which need a process of their own.</summary>
public sealed class ProcessTests
{
    [Fact, Trait("Case", "SIGTERM")]
    public async Task SIGTERM_stops_the_host_and_exits_the_lifespans()
    {
        await using var process = new RunningApp();
        await process.ReadUntilAsync("started");

        await process.TerminateAsync();

        Assert.Equal(["exiting Greeter", "exiting Settings", "ended"], await process.ReadToEndAsync());
        Assert.Equal(0, process.ExitCode);
    }

    [Fact, Trait("Case", "SIGTERM during enter")]
    public async Task SIGTERM_during_a_slow_enter_exits_the_earlier_lifespans()
    {
        await using var process = new RunningApp("--slow");
        await process.ReadUntilAsync("entering Greeter");

        await process.TerminateAsync();

        Assert.Equal(["exiting Settings after TaskCanceledException"], await process.ReadToEndAsync());
        Assert.NotEqual(0, process.ExitCode);
    }

    [Fact, Trait("Case", "BackgroundService fails")]
    public async Task A_background_service_that_fails_ends_the_process_after_the_exits_have_seen_why()
    {
        await using var process = new RunningApp("--failing");

        Assert.Equal(
            [
                "entering Settings", "entering Greeter", "started", "exiting Greeter after InvalidDataException",
                "exiting Settings after InvalidDataException", "ended"],
            await process.ReadToEndAsync());
    }

    private sealed class RunningApp : IAsyncDisposable
    {
        private readonly Process _process;

        internal RunningApp(params string[] arguments) =>
            _process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Settings).Assembly.Location, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;

        internal int ExitCode => _process.ExitCode;

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
                _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        internal async Task ReadUntilAsync(string line)
        {
            while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Setup.Hang) is { } read)
            {
                if (read == line)
                    return;
            }

            Assert.Fail($"The application ended: {await _process.StandardError.ReadToEndAsync()}");
        }

        internal async Task<string[]> ReadToEndAsync()
        {
            var errors = _process.StandardError.ReadToEndAsync();
            var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Setup.Hang);
            await errors;
            await _process.WaitForExitAsync().WaitAsync(Setup.Hang);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }

        internal Task TerminateAsync() => Command.RunAsync("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture));
    }
}
