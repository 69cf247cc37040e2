using System.Text.RegularExpressions;

namespace AsyncWith.Parity.ByName;

/// <summary>The tables of docs/parity.md.</summary>
internal static partial class NameTable
{
    /// <summary>One line of a table: a test of CPython, and its counterpart or the reason why there is none.</summary>
    /// <param name="File">The file in CPython's <c>Lib/test</c>.</param>
    /// <param name="Class">The class in that file.</param>
    /// <param name="Name">The test.</param>
    /// <param name="OurClasses">The classes where the counterpart may be.</param>
    /// <param name="OurName">The counterpart; <see langword="null"/> if there is none.</param>
    /// <param name="Remark">What differs, or why there is none.</param>
    internal sealed record Row(string File, string Class, string Name, IReadOnlyList<string> OurClasses, string? OurName, string Remark);

    internal static IReadOnlyList<Row> Read()
    {
        var rows = new List<Row>();
        Match? heading = null;
        foreach (var line in Document.Read().Split('\n'))
        {
            if (line.StartsWith('#'))
                heading = Heading().Match(line) is { Success: true } found ? found : null;
            else if (heading is not null && Line().Match(line) is { Success: true } cells)
                rows.Add(ToRow(heading, cells));
        }

        return rows;
    }

    private static Row ToRow(Match heading, Match cells) => new(
        heading.Groups["file"].Value,
        heading.Groups["class"].Value,
        cells.Groups["name"].Value,
        [.. heading.Groups["ours"].Captures.Select(capture => capture.Value)],
        cells.Groups["ours"] is { Success: true } ours ? ours.Value : null,
        cells.Groups["remark"].Value.Trim());

    [GeneratedRegex(@"^### `(?<file>[^`]+)`: `(?<class>\w+)` and `(?<ours>\w+)`(, `(?<ours>\w+)`)*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `(?<name>test\w+)` \| (`(?<ours>\w+)`|—) \|(?<remark>[^|]*)\|$")]
    private static partial Regex Line();
}
