using System.Diagnostics;
using System.Reflection;
using Xunit;

namespace AsyncWith.Tests.Support;

/// <summary>Runs an explicit test in a process of its own, because a failure of what it tests kills the process.</summary>
public static class ChildProcess
{
    /// <summary>Runs the explicit test <paramref name="method"/> of <paramref name="type"/>, and asserts that it passes.</summary>
    public static async Task AssertPassesAsync(Type type, string method)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var argument in new[] { "-explicit", "only", "-method", $"{type.FullName}.{method}" })
            start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        try
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync().OrTimeout() + await error.OrTimeout();
            await process.WaitForExitAsync().OrTimeout();

            Assert.True(process.ExitCode == 0, output);
            Assert.Contains("Total: 1,", output, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
