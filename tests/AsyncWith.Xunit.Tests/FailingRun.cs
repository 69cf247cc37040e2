using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace AsyncWith.Xunit.Tests;

/// <summary>A run of the tests that fail on purpose: what xunit reported of them, and what their managers logged.</summary>
public sealed class FailingRun
{
    private readonly XElement _report;
    private readonly LogLine[] _log;

    private FailingRun(string report, string log)
    {
        _report = XElement.Load(report);
        _log = File.ReadLines(log).Select(line => JsonSerializer.Deserialize<LogLine>(line)!).ToArray();
    }

    /// <summary>Runs them in a process of their own.</summary>
    public static IAsyncContextManager<FailingRun> Start() =>
        from directory in TemporaryDirectory.Create("asyncwith-failing-")
        from run in AsyncContextManager.FromAcquireRelease(
            cancellationToken => RunAsync(directory.FullName, cancellationToken),
            (run, _) =>
            {
                run.RemoveKept();
                return default;
            })
        select run;

    /// <summary>What was logged in tests of <paramref name="testClass"/>, in its order.</summary>
    public LogLine[] Log(string? testClass) => Array.FindAll(_log, line => line.Class == testClass);

    /// <summary>What <paramref name="manager"/> logged.</summary>
    public LogLine[] LogOf(string manager) => Array.FindAll(_log, line => line.Manager == manager);

    /// <summary>The one test of <paramref name="testClass"/>, or the one whose name contains <paramref name="part"/>.</summary>
    public XElement Test(string testClass, string part = "") => Assert.Single(
        _report.Descendants("test"),
        test => test.Attribute("type")!.Value.EndsWith("." + testClass, StringComparison.Ordinal)
            && test.Attribute("name")!.Value.Contains(part, StringComparison.Ordinal));

    public string Result(string testClass, string part = "") => Test(testClass, part).Attribute("result")!.Value;

    public string Failure(string testClass, string part = "") => Test(testClass, part).Element("failure")?.Value ?? "";

    public string Output(string testClass, string part = "") => Test(testClass, part).Element("output")?.Value ?? "";

    /// <summary>What failed outside of tests: the cleanup of fixtures.</summary>
    public string Errors => string.Join('\n', _report.Descendants("error").Select(error => error.Value));

    private static async ValueTask<FailingRun> RunAsync(string directory, CancellationToken cancellationToken)
    {
        var assembly = typeof(FailingRun).Assembly;
        var failing = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Failing").Value!;
        var (report, log) = (Path.Combine(directory, "report.xml"), Path.Combine(directory, "log.jsonl"));
        var program = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(assembly.Location)!, failing));
        var start = new ProcessStartInfo("dotnet", [program, "-xml", report, "-noColor"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASYNCWITH_XUNIT_LOG"] = log },
        };

        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            Assert.True(File.Exists(report) && File.Exists(log), $"It ended with {process.ExitCode}: {output}{await errors}");
            return new FailingRun(report, log);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private void RemoveKept()
    {
        foreach (var line in _log.Where(line => line.What == "directory" && Directory.Exists(line.Manager)))
            Directory.Delete(line.Manager, recursive: true);
    }
}
