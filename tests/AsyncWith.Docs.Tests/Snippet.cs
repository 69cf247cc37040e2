namespace AsyncWith.Docs.Tests;

/// <summary>A block of C# in a document.</summary>
/// <param name="File">The document.</param>
/// <param name="Line">The line of its first line of code, from 1.</param>
/// <param name="Code">The code.</param>
/// <param name="Directive">What the comment <c>&lt;!-- compile: … --&gt;</c> before the block says; empty if there is none.</param>
internal sealed record Snippet(string File, int Line, string Code, string Directive)
{
    /// <summary>The names of the preludes it is compiled with.</summary>
    internal string[] Preludes => Directive.StartsWith("with ", StringComparison.Ordinal)
        ? Directive["with ".Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : [];

    /// <summary>Why it is not compiled; <see langword="null"/> if it is.</summary>
    internal string? OptOut => Directive.StartsWith("no (", StringComparison.Ordinal) && Directive.EndsWith(')')
        ? Directive["no (".Length..^1].Trim()
        : null;

    /// <summary>Whether the directive is one that there is.</summary>
    internal bool IsUnderstood => Directive.Length == 0 || Preludes.Length > 0 || OptOut is { Length: > 0 };
}
