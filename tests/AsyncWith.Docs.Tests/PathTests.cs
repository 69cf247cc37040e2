using System.Text.RegularExpressions;
using AsyncWith.Tests.Conventions;
using Xunit;

namespace AsyncWith.Docs.Tests;

/// <summary>The documents send their readers to files that exist.</summary>
public sealed partial class PathTests
{
    private static readonly string[] _folders = ["src/", "tests/", "samples/", "benchmarks/", "docs/", ".ci/", ".github/", ".config/"];

    public static IEnumerable<TheoryDataRow<string>> Documents =>
        Repository.Files("docs", "*.md")
            .Concat(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
            .Select(document => new TheoryDataRow<string>(document));

    [GeneratedRegex("`(?<path>[A-Za-z.][A-Za-z0-9_.-]*(/[A-Za-z0-9_.-]+)+/?)`")]
    private static partial Regex QuotedPath { get; }

    [Theory, MemberData(nameof(Documents))]
    public void Every_file_that_a_document_names_exists(string document)
    {
        var text = Repository.Read(document);
        var folder = Path.GetDirectoryName(document)!;

        var lost = QuotedPath.Matches(text)
            .Select(match => match.Groups["path"].Value)
            .Where(IsOfRepository)
            .Where(path => !Exists(path) && !Exists("src/AsyncWith/" + path))
            .Concat(Links.In(document, text).Select(link => link.Path).Where(path => !Exists(Path.Combine(folder, path))));

        Assert.Equal([], lost);
    }

    [Theory, MemberData(nameof(Documents))]
    public void Every_anchor_that_a_document_links_to_exists(string document)
    {
        var lost = Links.In(document, Repository.Read(document)).Where(link => link.Anchor.Length > 0).Where(link =>
        {
            var target = link.Path.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, link.Path);
            return !Links.Anchors(target, Repository.Read(target)).Contains(link.Anchor);
        });

        Assert.Equal([], lost);
    }

    [Fact]
    public void Links_and_anchors_are_recognized()
    {
        const string text = """
            # A title
            See [one](a.md), [two](a.md#part-1) and [three](#a-title), not [this](https://example.org/#x).
            ```sh
            # no heading [no](link.md)
            ```
            ## `WhenAll`: all, at once?
            ## A title
            """;

        Assert.Equal([("a.md", ""), ("a.md", "part-1"), ("", "a-title")], Links.In("x.md", text));
        Assert.Equal(["a-title", "a-title-1", "whenall-all-at-once"], Links.Anchors("x.md", text).Order());
    }

    [Theory]
    [InlineData("`src/AsyncWith/Nowhere.cs`", true)]
    [InlineData("`Statement/Nowhere.cs`", true)]
    [InlineData("`src/AsyncWith/IAsyncContextManager.cs`", false)]
    [InlineData("`finally/else`", false)]
    public void A_path_is_recognized(string text, bool isLost)
    {
        var path = QuotedPath.Match(text).Groups["path"].Value;

        Assert.Equal(isLost, IsOfRepository(path) && !Exists(path) && !Exists("src/AsyncWith/" + path));
    }

    private static bool IsOfRepository(string path) =>
        _folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)) || path.EndsWith(".cs", StringComparison.Ordinal);

    private static bool Exists(string path)
    {
        var full = Path.Combine(Repository.Root, path);
        return File.Exists(full) || Directory.Exists(full) || File.Exists(full + ".cs");
    }
}
