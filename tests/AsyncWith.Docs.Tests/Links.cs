using System.Text.RegularExpressions;

namespace AsyncWith.Docs.Tests;

/// <summary>Where the links of a document lead.</summary>
internal static partial class Links
{
    /// <summary>The links to files and anchors of the repository: the path, which is empty for the document itself, and the anchor, or "".</summary>
    internal static IEnumerable<(string Path, string Anchor)> In(string file, string text) => Markdown.Text(file, text)
        .SelectMany(line => LinkPattern().Matches(line.Line))
        .Select(match => (match.Groups["path"].Value, match.Groups["anchor"].Value));

    /// <summary>The anchors that a document's headings make, as GitHub and the site make them.</summary>
    internal static HashSet<string> Anchors(string file, string text)
    {
        HashSet<string> anchors = [];
        foreach (var (_, line) in Markdown.Text(file, text).Where(line => HeadingPattern().IsMatch(line.Line)))
        {
            var title = MarkupPattern().Replace(HeadingPattern().Match(line).Groups["title"].Value.Trim(), "$1");
            var anchor = string.Concat(
                title.ToLowerInvariant().Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_')).Replace(' ', '-');
            for (var (candidate, number) = (anchor, 1); !anchors.Add(candidate); number++)
                candidate = $"{anchor}-{number}";
        }

        return anchors;
    }

    [GeneratedRegex(@"\]\((?<path>[^)#:\s]*)(#(?<anchor>[^)\s]*))?\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("^#{1,6} (?<title>.*)$")]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"\[([^]]*)\]\([^)]*\)|`")]
    private static partial Regex MarkupPattern();
}
