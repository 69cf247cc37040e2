using System.Diagnostics;
using AsyncWith.Tests.Conventions;
using Xunit;

namespace AsyncWith.Docs.Tests;

/// <summary>
/// Follows the page "Get started" step by step: each program goes into Program.cs, each command runs, and prints what the page says.
/// </summary>
public sealed class GetStartedTests
{
    private const string Page = "docs/get-started.md";
    private const string AddPackage = "dotnet add package AsyncWith";

    [Fact]
    public async Task The_page_works_as_written()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await TemporaryDirectory.Create("get-started-", keepOnFailure: true).UseAsync(async directory =>
        {
            await ReferenceWhatWasBuiltAsync(directory.FullName, cancellationToken);
            var (folder, printed, programs) = (directory.FullName, "", 0);
            foreach (var block in Markdown.Blocks(Page, Repository.Read(Page)))
            {
                if (block.Language == "csharp")
                {
                    await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), block.Code, cancellationToken);
                    programs++;
                }
                else if (block.Language == "text")
                {
                    Assert.Equal(block.Code, printed);
                }
                else
                {
                    foreach (var command in block.Code.Split('\n').Where(command => command != AddPackage))
                    {
                        if (command.StartsWith("cd ", StringComparison.Ordinal))
                            folder = Path.Combine(folder, command["cd ".Length..]);
                        else
                            printed = await RunAsync(command, folder, cancellationToken);
                    }
                }
            }

            Assert.Equal(4, programs);
        }, cancellationToken);
    }

    /// <summary>
    /// Stands in for the package, which has to be published before it can be added: the library and the analyzers that were built with this test.
    /// </summary>
    private static Task ReferenceWhatWasBuiltAsync(string folder, CancellationToken cancellationToken)
    {
        Assert.Contains(AddPackage, Repository.Read(Page), StringComparison.Ordinal);
        var library = typeof(Scoped).Assembly.Location;
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var analyzers = Path.Combine(Repository.Root, "src/AsyncWith.Analyzers/bin", configuration, "netstandard2.0/AsyncWith.Analyzers.dll");
        Assert.True(File.Exists(analyzers), analyzers);
        return File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{library}" />
                <Analyzer Include="{analyzers}" />
              </ItemGroup>
            </Project>
            """, cancellationToken);
    }

    private static async Task<string> RunAsync(string command, string folder, CancellationToken cancellationToken)
    {
        var words = command.Split(' ');
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_NOLOGO"] = start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);
            Assert.True(process.ExitCode == 0, $"{command}: exit code {process.ExitCode}\n{await output}\n{await errors}");
            return (await output).ReplaceLineEndings("\n").TrimEnd();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
