namespace AsyncWith.CodeFixes;

/// <summary>A change of one file, and what the menu calls it.</summary>
internal sealed class Change(string title, SyntaxNode root)
{
    internal string Title { get; } = title;

    internal SyntaxNode Root { get; } = root;
}
