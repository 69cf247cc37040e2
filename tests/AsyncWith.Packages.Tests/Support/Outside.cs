using System.Security;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Packages.Tests;

/// <summary>A folder outside the repository. Its projects find the packages under test in a feed, and all others where they are anyway.</summary>
internal static class Outside
{
    /// <summary>The folder is gone after the block.</summary>
    public static IAsyncContextManager<string> Create(string feed) => AsyncContextManager.Create<string>(async (yield, cancellationToken) =>
        await TemporaryFolder.Create().UseAsync(async folder =>
        {
            var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            Assert.False(
                Directory.Exists(Path.Combine(cache, "asyncwith", Repository.Version)),
                $"{cache} has AsyncWith {Repository.Version}, which would be taken instead of the package under test. Delete asyncwith* there.");
            await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
                <configuration>
                  <config><add key="globalPackagesFolder" value="packages" /></config>
                  <fallbackPackageFolders><add key="cache" value="{SecurityElement.Escape(cache)}" /></fallbackPackageFolders>
                  <packageSources><add key="under test" value="{SecurityElement.Escape(feed)}" /></packageSources>
                </configuration>
                """, cancellationToken);
            await yield.Return(folder);
        }, cancellationToken));

    /// <summary>Builds a project, with warnings as errors.</summary>
    public static Task BuildAsync(string folder, string project) => Command.RunInAsync(
        folder, "dotnet", "build", project, "-c", "Release", "-v", "q", "-nologo", "-warnaserror", $"-p:AsyncWithVersion={Repository.Version}");

    /// <summary>The assembly that a project was built to.</summary>
    public static string Assembly(string folder, string project) =>
        Path.Combine(folder, project, "bin", "Release", "net10.0", $"{Path.GetFileName(project)}.dll");
}
