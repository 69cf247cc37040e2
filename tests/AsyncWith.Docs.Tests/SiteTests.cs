using System.Net;
using System.Text.RegularExpressions;
using AsyncWith.Tests.Conventions;
using Xunit;

namespace AsyncWith.Docs.Tests;

/// <summary>
/// The site that <c>dotnet docfx docs/docfx.json</c> has made: each link and anchor of it leads somewhere, and it needs no other host.
/// </summary>
public sealed partial class SiteTests
{
    private const string Host = "https://site.invalid/";

    private static readonly string _site = Path.Combine(Repository.Root, "artifacts", "site");

    private static IReadOnlyList<string> Pages
    {
        get
        {
            Assert.SkipUnless(
                File.Exists(Path.Combine(_site, "index.html")), "The site is not built: dotnet tool restore, dotnet docfx docs/docfx.json.");
            return [
                .. Directory.EnumerateFiles(_site, "*.html", SearchOption.AllDirectories)
                    .Select(path => Path.GetRelativePath(_site, path).Replace('\\', '/'))];
        }
    }

    [GeneratedRegex("\\s(?:href|src)=\"(?<target>[^\"]*)\"")]
    private static partial Regex Target { get; }

    [GeneratedRegex("\\s(?:id|name)=\"(?<id>[^\"]*)\"")]
    private static partial Regex Id { get; }

    [GeneratedRegex("<(?:script|link|img|iframe)\\b[^>]*\\s(?:href|src)=\"(?<target>https?:[^\"]*)\"")]
    private static partial Regex Loaded { get; }

    [GeneratedRegex(@">\s*(?<name>AsyncWith[A-Za-z.]*)\.dll")]
    private static partial Regex Assembly { get; }

    [Fact]
    public void Every_link_and_anchor_leads_somewhere()
    {
        var ids = Pages.ToDictionary(
            page => page, page => Id.Matches(Read(page)).Select(match => WebUtility.HtmlDecode(match.Groups["id"].Value)).ToHashSet());

        var lost = Pages.SelectMany(
            page => Targets(page).Where(target => target.Host == new Uri(Host).Host && !Exists(target)).Select(target => $"{page}: {target}"));

        Assert.Equal([], lost);

        bool Exists(Uri target)
        {
            var path = Uri.UnescapeDataString(target.AbsolutePath).TrimStart('/');
            path = path.Length == 0 || path.EndsWith('/') ? path + "index.html" : path;
            return File.Exists(Path.Combine(_site, path))
                && (target.Fragment.Length <= 1
                        || !ids.TryGetValue(path, out var anchors)
                        || anchors.Contains(Uri.UnescapeDataString(target.Fragment[1..])));
        }
    }

    [Fact]
    public void Nothing_is_loaded_from_another_host() =>
        Assert.Equal([], Pages.SelectMany(page => Loaded.Matches(Read(page)).Select(match => $"{page}: {match.Groups["target"].Value}")));

    [Fact]
    public void Every_document_is_a_page_and_in_a_table_of_contents()
    {
        var contents = string.Concat(Repository.Files("docs", "toc.yml").Select(Repository.Read)) + "index.md";
        var documents = Repository.Files("docs", "*.md").Select(path => path["docs/".Length..]).ToArray();

        Assert.Equal([], documents.Where(document => !Pages.Contains(Path.ChangeExtension(document, ".html"))));
        Assert.Equal([], documents.Where(document => !contents.Contains(Path.GetFileName(document), StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_package_has_its_types_in_the_API()
    {
        var packages = Repository.Files("src", "*.csproj").Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(package => package is not ("AsyncWith.Analyzers" or "AsyncWith.CodeFixes" or "AsyncWith.Templates"));
        var assemblies = Pages.Where(page => page.StartsWith("api/", StringComparison.Ordinal)).SelectMany(page => Assembly.Matches(Read(page)))
            .Select(match => match.Groups["name"].Value).ToHashSet();

        Assert.Equal([], packages.Where(package => !assemblies.Contains(package)));
    }

    private static IEnumerable<Uri> Targets(string page) => Target.Matches(Read(page))
        .Select(match => WebUtility.HtmlDecode(match.Groups["target"].Value))
        .Where(target => target.Length > 0)
        .Select(target => new Uri(new Uri(Host + page), target));

    private static string Read(string page) => File.ReadAllText(Path.Combine(_site, page));
}
