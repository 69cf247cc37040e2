using System.Globalization;

namespace AsyncWith.Diagnostics;

/// <summary>A tree of contexts as text.</summary>
internal static class TreeText
{
    private const int DeepestIndent = 40; // what is nested deeper is told by its depth, or the text would grow with the square of it

    internal static void Write(TextWriter writer, IReadOnlyList<OpenContext> contexts)
    {
        writer.WriteLine(contexts.Count == 1 ? "1 open context" : $"{contexts.Count.ToString(CultureInfo.InvariantCulture)} open contexts");
        var children = contexts.ToLookup(context => context.Parent);
        var pending = new Stack<(OpenContext Context, int Depth)>(children[null].Reverse().Select(context => (context, 0)));
        while (pending.TryPop(out var next))
        {
            writer.WriteLine(Line(next.Context, next.Depth));
            foreach (var child in children[next.Context].Reverse())
                pending.Push((child, next.Depth + 1));
        }
    }

    private static string Line(OpenContext context, int depth)
    {
        var indent = depth <= DeepestIndent
            ? new string(' ', 2 * depth)
            : new string(' ', 2 * DeepestIndent) + FormattableString.Invariant($"[{depth}] ");
        var phase = context.IsEntering ? "  entering" : context.IsExiting ? "  exiting" : "";
        var pending = context.PendingException is { } exception ? $" after {exception.GetType().FullName}" : "";
        var opener = context.OpenedBy is null ? "" : "  " + context.OpenedBy;
        return FormattableString.Invariant($"{indent}{context.Name}  {context.Age.TotalSeconds:0.000} s{phase}{pending}{opener}");
    }
}
