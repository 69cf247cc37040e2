using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace AsyncWith.Analyzers.Tests.Harness;

/// <summary>Code in which <c>[|</c> and <c>|]</c> enclose what a rule must mark.</summary>
internal sealed class Markup
{
    private const string Opening = "[|", Closing = "|]";

    private Markup(string code, IReadOnlyList<TextSpan> spans) => (Code, Spans) = (code, spans);

    internal string Code { get; }

    internal IReadOnlyList<TextSpan> Spans { get; }

    internal static Markup Parse(string marked)
    {
        var code = new StringBuilder();
        var open = new Stack<int>();
        var spans = new List<TextSpan>();
        for (var index = 0; index < marked.Length; index++)
        {
            var mark = index + 1 < marked.Length ? marked.Substring(index, 2) : "";
            if (mark == Opening)
                open.Push(code.Length);
            else if (mark == Closing)
                spans.Add(TextSpan.FromBounds(open.Pop(), code.Length));
            else
            {
                code.Append(marked[index]);
                continue;
            }

            index++;
        }

        if (open.Count > 0)
            throw new FormatException($"A '{Opening}' has no '{Closing}': {marked}");
        return new Markup(code.ToString(), [.. spans.OrderBy(span => span.Start)]);
    }
}
