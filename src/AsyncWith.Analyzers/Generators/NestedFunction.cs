namespace AsyncWith.Analyzers.Generators;

/// <summary>A lambda or local function inside a generator.</summary>
internal sealed class NestedFunction
{
    /// <summary>The <c>UseAsync</c> that runs it as its block, once; <see langword="null"/> where it is unknown when and how often it runs.</summary>
    internal SyntaxNode? Statement { get; set; }

    internal bool Yields { get; set; }

    internal List<SyntaxNode> TokenUses { get; } = [];
}
