using System.Reflection.Metadata;
using System.Text;
using AsyncWith.Servers;
using Xunit;

namespace AsyncWith.Packages.Tests;

/// <summary>The same sources give the same bytes, wherever they are, and say where they can be read.</summary>
public sealed class ReproducibilityTests
{
    private static readonly Guid _sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [Fact]
    public async Task Two_folders_give_the_same_bytes_which_link_to_the_sources()
    {
#if DEBUG
        Assert.Skip("What is released is the Release build: dotnet test -c Release.");
#endif
        Assert.SkipUnless(Path.Exists(Repository.PathOf(".git")), "This is no clone of the repository.");
        await (TemporaryFolder.Create(), TemporaryFolder.Create()).UseAsync(async (one, other) =>
        {
            foreach (var folder in (string[])[one, other])
            {
                await Command.RunInAsync(folder, "git", "clone", "-q", "--no-hardlinks", Repository.Root, "clone");
                var clone = Path.Combine(folder, "clone");
                await Command.RunInAsync(clone, "git", "remote", "set-url", "origin", $"{Repository.Url}.git");
                await Command.RunInAsync(
                    clone, "dotnet", "build", "src/AsyncWith", "-c", "Release", "-v", "q", "-nologo", "-p:ContinuousIntegrationBuild=true");
            }

            var (first, second) = (Built(one, "AsyncWith.dll"), Built(other, "AsyncWith.dll"));
            Assert.Equal(await File.ReadAllBytesAsync(first), await File.ReadAllBytesAsync(second));
            var commit = (await Command.RunInAsync(Path.Combine(one, "clone"), "git", "rev-parse", "HEAD")).Trim();
            var sources = $"https://raw.githubusercontent.com/asyncwith/asyncwith/{commit}/*";
            Assert.Contains(sources, SourceLinkOf(Built(one, "AsyncWith.pdb")), StringComparison.Ordinal);
        });
    }

    private static string Built(string folder, string file) =>
        Path.Combine(folder, "clone", "src", "AsyncWith", "bin", "Release", "net10.0", file);

    private static string SourceLinkOf(string symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(symbols));
        var reader = provider.GetMetadataReader();
        var information = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
            .Single(entry => reader.GetGuid(entry.Kind) == _sourceLink);
        return Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value));
    }
}
