using System.Diagnostics;
using AsyncWith.Servers;
using Microsoft.CodeAnalysis;

namespace AsyncWith.Analyzers.Tests.Harness;

/// <summary>The compiler server of the SDK, which <c>dotnet build</c> compiles with: a process of its own, so that its processor time is that of the
/// compilations.</summary>
internal sealed class CompilerServer
{
    private static readonly string _dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    private static readonly string _pipe = $"asyncwith-{Environment.ProcessId}";

    private readonly string _folder;
    private readonly string _programs;
    private readonly Process _process;

    private CompilerServer(string folder, string programs, Process process) => (_folder, _programs, _process) = (folder, programs, process);

    /// <summary>Starts a server, and kills it after the block.</summary>
    internal static AsyncContextManager<CompilerServer> Start() => AsyncContextManager.Create<CompilerServer>(async yield =>
    {
        await using var folder = await TemporaryFolder.Create().BeginAsync();
        var sdks = await Command.RunAsync(_dotnet, "--list-sdks");
        var newest = sdks.Trim().Split('\n')[^1].Trim().Split(' ', 2); // 10.0.100 [/usr/share/dotnet/sdk]
        var programs = Path.Combine(newest[1].Trim('[', ']'), newest[0], "Roslyn", "bincore");
        using var process = Process.Start(new ProcessStartInfo(_dotnet, [Path.Combine(programs, "VBCSCompiler.dll"), $"-pipename:{_pipe}"]))!;
        try
        {
            await yield.Return(new CompilerServer(folder.Resource, programs, process));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    });

    /// <summary>Compiles the code, with the analyzers of an assembly if there is one.</summary>
    /// <returns>The processor time that the server took.</returns>
    internal async Task<TimeSpan> CompileAsync(string code, string? analyzers)
    {
        (string Path, string Code)[] files = [.. Snippets.Given, (Snippets.Path, code)];
        foreach (var file in files)
            await File.WriteAllTextAsync(Path.Combine(_folder, file.Path), file.Code);

        string[] options =
        [
            "-nologo", "-target:library", "-nullable:enable", "-unsafe", "-langversion:preview", $"-out:\"{Path.Combine(_folder, "Code.dll")}\"",
            .. analyzers is null ? [] : new[] { $"-analyzer:\"{analyzers}\"" },
            .. Snippets.References.OfType<PortableExecutableReference>().Select(reference => $"-reference:\"{reference.FilePath}\""),
            .. files.Select(file => $"\"{Path.Combine(_folder, file.Path)}\""),
        ];
        var response = Path.Combine(_folder, "options.rsp");
        await File.WriteAllLinesAsync(response, options);

        var before = ProcessorTime();
        await Command.RunAsync(_dotnet, Path.Combine(_programs, "csc.dll"), $"-shared:{_pipe}", "-noconfig", $"@{response}");
        return ProcessorTime() - before;
    }

    private TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }
}
