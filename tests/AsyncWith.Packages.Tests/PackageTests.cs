using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace AsyncWith.Packages.Tests;

/// <summary>What each package says of itself, and what is in it.</summary>
public sealed partial class PackageTests(PackagesFixture packages)
{
    public static TheoryData<string> Libraries => [.. PackagesFixture.Ids];

    public static TheoryData<string> All => [.. PackagesFixture.Ids, "AsyncWith.Templates"];

    [Theory, MemberData(nameof(All))]
    public async Task A_package_says_what_it_is(string id)
    {
        using var package = await packages.OpenAsync(id);

        Assert.Equal(id, package["id"]);
        Assert.Equal(Repository.Version, package["version"]);
        Assert.EndsWith(".", package["description"], StringComparison.Ordinal);
        Assert.InRange(package["description"]!.Length, 40, 400);
        Assert.Contains("async-with", package["tags"]!.Split(' ', ';'));
        Assert.Equal("MIT", package["license"]);
        Assert.Equal(Repository.SiteUrl, package["projectUrl"]?.TrimEnd('/'));
        Assert.Equal(Repository.Url, package.Element("repository")?.Attribute("url")?.Value);
        Assert.Equal("git", package.Element("repository")?.Attribute("type")?.Value);
        Assert.StartsWith(Repository.Url, package["releaseNotes"], StringComparison.Ordinal);
        Assert.Equal(("icon.png", "README.md"), (package["icon"], package["readme"]));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], package.Bytes("icon.png")[..4]);
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_readme_of_a_package_has_absolute_links_alone(string id)
    {
        using var package = await packages.OpenAsync(id);

        var links = LinkPattern().Matches(package.Text("README.md")).Select(match => match.Groups[1].Value).ToArray();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(link.StartsWith("https://", StringComparison.Ordinal) || link.StartsWith('#'), link));
    }

    [Theory, MemberData(nameof(Libraries))]
    public async Task A_package_has_documentation_and_symbols(string id)
    {
        using var package = await packages.OpenAsync(id);
        using var symbols = await packages.OpenAsync(id, "snupkg");

        var assemblies = package.Entries.Where(
            entry => entry.StartsWith("lib/", StringComparison.Ordinal) && Path.GetExtension(entry) == ".dll").ToArray();
        Assert.NotEmpty(assemblies);
        Assert.All(assemblies, assembly =>
            Assert.Contains("<summary>", package.Text(Path.ChangeExtension(assembly, ".xml")), StringComparison.Ordinal));
        Assert.All(assemblies, assembly => Assert.Contains(Path.ChangeExtension(assembly, ".pdb"), symbols.Entries));
    }

    [Theory, MemberData(nameof(Libraries))]
    public async Task A_package_has_no_path_of_the_machine_that_built_it(string id)
    {
        using var package = await packages.OpenAsync(id);
        using var symbols = await packages.OpenAsync(id, "snupkg");

        foreach (var (file, bytes) in Binaries(package).Concat(Binaries(symbols)))
        {
            foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode])
                Assert.True(bytes.AsSpan().IndexOf(encoding.GetBytes(Repository.Root)) < 0, $"{file} has {Repository.Root} in it.");
        }

        static IEnumerable<(string, byte[])> Binaries(Package package) => package.Entries
            .Where(entry => Path.GetExtension(entry) is ".dll" or ".pdb").Select(entry => (entry, package.Bytes(entry)));
    }

    [Theory, MemberData(nameof(Libraries))]
    public async Task A_package_depends_on_its_siblings_in_the_same_version(string id)
    {
        using var package = await packages.OpenAsync(id);

        var siblings = package.Metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
            .Where(dependency => dependency.Attribute("id")!.Value.StartsWith("AsyncWith", StringComparison.Ordinal)).ToArray();

        Assert.Equal(id == "AsyncWith", siblings is []);
        Assert.All(siblings, sibling => Assert.Equal(Repository.Version, sibling.Attribute("version")!.Value));
    }

    [Fact]
    public async Task The_core_brings_its_analyzers_whose_help_is_on_the_site()
    {
        using var package = await packages.OpenAsync("AsyncWith");

        Assert.Contains("analyzers/dotnet/cs/AsyncWith.CodeFixes.dll", package.Entries);
        var rules = package.Bytes("analyzers/dotnet/cs/AsyncWith.Analyzers.dll");
        Assert.True(rules.AsSpan().IndexOf(Encoding.Unicode.GetBytes($"{Repository.SiteUrl}/rules/AW0001.html")) >= 0);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();
}
