using System.Diagnostics;
using System.Text.RegularExpressions;
using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests;

/// <summary>Who references the package has the analyzers.</summary>
public sealed partial class PackageTests : IDisposable
{
    private const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private readonly string _folder = Directory.CreateTempSubdirectory("AsyncWith.PackageTests.").FullName;

    [Fact]
    public async Task A_fresh_project_that_references_the_package_is_checked()
    {
        var library = Path.Combine(Pages.Root, "src", "AsyncWith");
        var packed = await DotnetAsync(
            library, "pack", "--no-build", "-c", Configuration, "-o", _folder, "-p:Version=99.0.0",
            $"-p:NuspecOutputPath={Path.Combine(_folder, "nuspec")}/");
        Assert.True(packed.Exit == 0, packed.Output);
        Write("nuget.config", """
            <configuration>
              <packageSources><clear /><add key="here" value="." /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        Write("Fresh.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <RestorePackagesPath>packages</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="AsyncWith" Version="99.0.0" />
              </ItemGroup>
            </Project>
            """);
        Write("Fresh.cs", """
            using AsyncWith;

            public static class Fresh
            {
                public static AsyncContextManager<int> Forgetful() => AsyncContextManager.Create<int>(async yield => await Task.Yield());

                public static AsyncContextManager<SemaphoreSlim> Lock(SemaphoreSlim semaphore) => AsyncContextManager.Create<SemaphoreSlim>(async (yield, token) =>
                {
                    await semaphore.WaitAsync(token);
                    await yield.Return(semaphore);
                    semaphore.Release();
                });

                public static async Task UseAsync()
                {
                    Forgetful();
                    await Scope.Enter(Forgetful());
                }
            }
            """);

        var built = await DotnetAsync(_folder, "build");

        Assert.NotEqual(0, built.Exit);
        Assert.Equal(
            ["error AW0001 5", "error AW0005 17", "warning AW0003 11", "warning AW0004 16"],
            Marks()
                .Matches(built.Output)
                .Select(mark => $"{mark.Groups[2].Value} {mark.Groups[3].Value} {mark.Groups[1].Value}")
                .Distinct()
                .Order(StringComparer.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private static async Task<(int Exit, string Output)> DotnetAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in start.Environment.Keys.Where(IsOfTheBuildAround).ToList())
            start.Environment.Remove(variable);

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }

    /// <summary>What the build that runs these tests tells its own processes.</summary>
    private static bool IsOfTheBuildAround(string variable) =>
        variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || variable is "DOTNET_HOST_PATH" or "DOTNET_CLI_TELEMETRY_SESSIONID";

    [GeneratedRegex(@"Fresh\.cs\((\d+),\d+\): (error|warning) (AW\d{4}):")]
    private static partial Regex Marks();
}
