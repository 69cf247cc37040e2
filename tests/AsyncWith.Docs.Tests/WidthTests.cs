using AsyncWith.Tests.Conventions;
using Xunit;

namespace AsyncWith.Docs.Tests;

/// <summary>The text of the documents can be read and compared in any editor.</summary>
public sealed class WidthTests
{
    private const int Columns = 120;

    public static IEnumerable<TheoryDataRow<string>> Documents =>
        Repository.Files("docs", "*.md")
            .Concat(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
            .Select(document => new TheoryDataRow<string>(document));

    [Theory, MemberData(nameof(Documents))]
    public void A_line_of_text_is_not_wider_than_120_columns(string document) => Assert.Equal([], TooWide(document, Repository.Read(document)));

    [Fact]
    public void Tables_headings_and_code_may_be_wider()
    {
        var wide = string.Join(' ', Enumerable.Repeat("words", 30));

        Assert.Equal(["x.md:3"], TooWide("x.md", $"# {wide}\n| {wide} |\n{wide}"));
        Assert.Equal([], TooWide("x.md", $"```sh\n{wide}\n```"));
    }

    private static IEnumerable<string> TooWide(string document, string text) => Markdown.Text(document, text)
        .Where(line => line.Line.Length > Columns && !line.Line.StartsWith('|') && !line.Line.StartsWith('#'))
        .Select(line => $"{document}:{line.Number}");
}
