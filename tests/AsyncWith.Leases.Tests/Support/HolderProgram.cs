using System.Diagnostics;
using System.Reflection;
using Xunit;

namespace AsyncWith.Leases.Tests.Support;

/// <summary>Starts processes that hold a lease.</summary>
internal static class HolderProgram
{
    private static string Folder { get; } = Path.GetFullPath(
        typeof(HolderProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Holder").Value!,
        AppContext.BaseDirectory);

    /// <summary>Two processes count at the same time, with so many leases each.</summary>
    public static async Task<HolderCounts> CountAsync(string store, string connection, int acquisitions, ITestOutputHelper output)
    {
        var start = Stopwatch.GetTimestamp();
        var processes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            await Start(store, connection, "lease", "count", $"{acquisitions}").UseAsync(async holder =>
            {
                while (true)
                {
                    if (await holder.LineAsync() is var line && line.Contains(','))
                        return HolderCounts.Parse(line);
                }
            }))));
        var sum = new HolderCounts(
            processes.Sum(counts => counts.Increments), processes.Sum(counts => counts.Completed), processes.Sum(counts => counts.Lost));
        output.WriteLine($"{store}: {sum} in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        return sum;
    }

    /// <summary>A running process, killed after the block unless it has ended.</summary>
    public static AsyncContextManager<Holder> Start(params string[] arguments) => AsyncContextManager.Create<Holder>(async yield =>
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var process = Process.Start(new ProcessStartInfo(dotnet, ["exec", Path.Combine(Folder, "AsyncWith.Leases.Holder.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_TieredPGO"] = "0" }, // it does not run for long enough to profit from it
        })!;
        var holder = new Holder(process);
        try
        {
            await yield.Return(holder);
        }
        finally
        {
            await holder.KillAsync();
        }
    });
}
