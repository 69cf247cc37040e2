using System.Diagnostics;
using System.Reflection;

namespace AsyncWith.Ledger.Tests;

/// <summary>The sample, run as a process.</summary>
internal static class LedgerProgram
{
    /// <summary>Where this configuration of it was built.</summary>
    public static string Folder { get; } = Path.GetFullPath(
        typeof(LedgerProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Ledger").Value!,
        AppContext.BaseDirectory);

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static async Task<LedgerResult> RunAsync(params string[] arguments) =>
        await Start(Folder, arguments).UseAsync(async ledger => await ledger.EndAsync());

    /// <summary>The running program, killed after the block unless it has ended.</summary>
    public static AsyncContextManager<RunningLedger> Start(string folder, params string[] arguments) =>
        Running(new ProcessStartInfo(Dotnet, ["exec", Path.Combine(folder, "Ledger.dll"), .. arguments]));

    /// <summary>The same on a terminal, which the program <c>script</c> pretends to be.</summary>
    public static AsyncContextManager<RunningLedger> StartOnTerminal(params string[] arguments)
    {
        var command = string.Join(' ', new[] { Dotnet, "exec", Path.Combine(Folder, "Ledger.dll") }.Concat(arguments).Select(word => $"'{word}'"));
        return Running(new ProcessStartInfo("script", ["-qec", command, "/dev/null"]) { Environment = { ["TERM"] = "xterm-256color" } });
    }

    private static AsyncContextManager<RunningLedger> Running(ProcessStartInfo start) => AsyncContextManager.Create<RunningLedger>(async yield =>
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["DOTNET_TieredPGO"] = "0"; // it does not run for long enough to profit from it
        using var process = Process.Start(start)!;
        var ledger = new RunningLedger(process);
        try
        {
            await yield.Return(ledger);
        }
        finally
        {
            await ledger.KillAsync();
        }
    });
}
