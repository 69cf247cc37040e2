using System.Diagnostics;
using System.Reflection;

namespace AsyncWith.Leases.Tests.Support;

/// <summary>Starts processes that hold a lease.</summary>
internal static class HolderProgram
{
    private static string Folder { get; } = Path.GetFullPath(
        typeof(HolderProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Holder").Value!,
        AppContext.BaseDirectory);

    /// <summary>A running process, killed after the block unless it has ended.</summary>
    public static AsyncContextManager<Holder> Start(params string[] arguments) => AsyncContextManager.Create<Holder>(async yield =>
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var process = Process.Start(new ProcessStartInfo(dotnet, ["exec", Path.Combine(Folder, "AsyncWith.Leases.Holder.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
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
