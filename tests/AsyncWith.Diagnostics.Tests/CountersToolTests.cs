using System.Diagnostics;
using System.Text.Json;
using AsyncWith.Tests.Conventions;
using Xunit;

namespace AsyncWith.Diagnostics.Tests;

/// <summary>The meter, as the tool <c>dotnet-counters</c> sees it in a process that runs.</summary>
public sealed class CountersToolTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_tool_sees_what_is_open_and_how_long_it_took()
    {
        Assert.SkipUnless((await RunAsync("--version")).ExitCode == 0, "dotnet-counters is not there: run 'dotnet tool restore'.");
        using var tree = new ContextTree();
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "counters.json");
            var collecting = RunAsync(
                "collect", "--process-id", $"{Environment.ProcessId}", "--counters", "AsyncWith", "--format", "json", "--output", file, "--duration",
                "00:00:06");
            await AsyncContextManager.FromValue(1).Named("held").UseAsync(async _ =>
            {
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50)); // it reports what changes while it looks
                while (!collecting.IsCompleted && await timer.WaitForNextTickAsync())
                    await AsyncContextManager.FromValue(1).Named("orders").UseAsync(static async _ => await Task.Yield());
            });
            var (exitCode, output) = await collecting;

            Assert.True(exitCode == 0 && File.Exists(file), output);
            using var data = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            var seen = data.RootElement.GetProperty("Events").EnumerateArray()
                .Select(entry => (Name: entry.GetProperty("name").GetString()!, Tags: entry.GetProperty("tags").GetString()!))
                .ToHashSet();
            string[] names = ["asyncwith.contexts.open", "asyncwith.enter.duration", "asyncwith.block.duration", "asyncwith.exit.duration"];
            foreach (var name in names)
                Assert.Contains(
                    seen,
                    entry =>
                        entry.Name.StartsWith(name, StringComparison.Ordinal)
                            && entry.Tags.Contains("asyncwith.manager=orders", StringComparison.Ordinal));
            Assert.Contains(seen, entry => entry.Tags.Contains("asyncwith.outcome=completed", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var process = Process.Start(new ProcessStartInfo(dotnet, ["tool", "run", "dotnet-counters", "--", .. arguments])
        {
            WorkingDirectory = Repository.Root, // where the manifest of the tools is
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(_patience);
        await process.WaitForExitAsync().WaitAsync(_patience);
        return (process.ExitCode, string.Concat(output));
    }
}
