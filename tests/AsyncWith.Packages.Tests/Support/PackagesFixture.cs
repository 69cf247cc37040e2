using AsyncWith.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(AsyncWith.Packages.Tests.PackagesFixture))]

namespace AsyncWith.Packages.Tests;

/// <summary>All packages, made once for the run into a temporary folder.</summary>
public sealed class PackagesFixture : IAsyncDisposable
{
    private readonly AsyncExitStack _stack = new();
    private readonly Lazy<Task<string>> _folder;

    /// <summary>Makes nothing yet.</summary>
    public PackagesFixture() => _folder = new(PackAsync);

    /// <summary>Their ids: each project in src but the analyzers, which are in the package of the core.</summary>
    public static IEnumerable<string> Ids => Directory.GetDirectories(Repository.PathOf("src"), "AsyncWith*")
        .Select(folder => Path.GetFileName(folder)!)
        .Where(id => !id.EndsWith(".Analyzers", StringComparison.Ordinal) && !id.EndsWith(".CodeFixes", StringComparison.Ordinal))
        .Order();

    /// <summary>The folder that they are in. Skips the test in Debug.</summary>
    public Task<string> FolderAsync()
    {
#if DEBUG
        Assert.Skip("Packages are made of the Release build: dotnet test -c Release.");
#endif
        return _folder.Value;
    }

    /// <summary>One of them.</summary>
    internal async Task<Package> OpenAsync(string id, string extension = "nupkg") =>
        new(Path.Combine(await FolderAsync(), $"{id}.{Repository.Version}.{extension}"));

    /// <summary>Deletes the folder.</summary>
    public ValueTask DisposeAsync() => _stack.CloseAsync();

    private async Task<string> PackAsync()
    {
        var folder = await _stack.EnterContextAsync(TemporaryFolder.Create());
        string[] options = ["-c", "Release", "-v", "q", "-nologo", "-o", folder];
        foreach (var id in Ids)
            await Command.RunInAsync(Repository.Root, "dotnet", ["pack", Path.Combine("src", id), "--no-build", .. options]);
        await Command.RunInAsync(Repository.Root, "dotnet", ["pack", Path.Combine("templates", "AsyncWith.Templates"), .. options]);
        return folder;
    }
}
