using System.Text.RegularExpressions;

namespace AsyncWith.Docs.Tests;

/// <summary>Finds the fenced blocks of a document.</summary>
internal static partial class Markdown
{
    /// <summary>The blocks of C#.</summary>
    internal static IEnumerable<Snippet> Snippets(string file, string text) => Blocks(file, text)
        .Where(block => block.Language is "csharp" or "cs" or "c#" or "C#")
        .Select(block => new Snippet(file, block.Line, block.Code, block.Directive));

    /// <summary>All blocks.</summary>
    internal static IEnumerable<Block> Blocks(string file, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var directive = "";
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            if (DirectivePattern().Match(line) is { Success: true } comment)
            {
                directive = comment.Groups["directive"].Value.Trim();
                continue;
            }

            if (FencePattern().Match(line) is { Success: true } fence)
            {
                var start = ++index;
                while (index < lines.Length && !Closes(fence, lines[index]))
                    index++;
                if (index == lines.Length)
                    throw new InvalidDataException($"{file}:{start}: the block is not closed.");

                var indentation = fence.Groups["indentation"].Value.Length;
                var code = lines[start..index].Select(codeLine => codeLine[Math.Min(indentation, codeLine.Length - codeLine.TrimStart().Length)..]);
                yield return new Block(fence.Groups["language"].Value, start + 1, string.Join('\n', code), directive);
                directive = "";
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                if (directive.Length > 0)
                    throw new InvalidDataException($"{file}:{index + 1}: a comment 'compile: {directive}' is followed by no block of code.");
            }
        }
    }

    /// <summary>The lines that are in no fenced block, with their numbers from 1.</summary>
    internal static IEnumerable<(int Number, string Line)> Text(string file, string text)
    {
        var code = Blocks(file, text).SelectMany(block => Enumerable.Range(block.Line - 1, block.Code.Split('\n').Length + 2)).ToHashSet();
        return text.ReplaceLineEndings("\n")
            .Split('\n')
            .Select((line, index) => (Number: index + 1, line))
            .Where(line => !code.Contains(line.Number));
    }

    private static bool Closes(Match fence, string line)
    {
        var mark = fence.Groups["mark"].Value;
        var closing = line.Trim();
        return closing.Length >= mark.Length && closing.All(character => character == mark[0]);
    }

    [GeneratedRegex("^\\s*<!--\\s*compile:(?<directive>.*)-->\\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex DirectivePattern();

    [GeneratedRegex("^(?<indentation>\\s*)(?<mark>`{3,}|~{3,})\\s*(?<language>[^\\s`]*)[^`]*$", RegexOptions.CultureInvariant)]
    private static partial Regex FencePattern();
}
