namespace AsyncWith.Analyzers.Generators;

/// <summary>What the paths through a generator, and through the functions in it, showed.</summary>
internal sealed class Findings
{
    /// <summary>The yields that some path reaches.</summary>
    internal HashSet<SyntaxNode> ReachedYields { get; } = [];

    /// <summary>The yields that some path reaches after it has yielded.</summary>
    internal HashSet<SyntaxNode> SecondYields { get; } = [];

    /// <summary>The uses of the token that some path reaches after it has yielded.</summary>
    internal HashSet<SyntaxNode> LateTokenUses { get; } = [];

    /// <summary>The releases that some path reaches after the block has completed.</summary>
    internal Dictionary<SyntaxNode, LateRelease> LateReleases { get; } = [];

    /// <summary>What was acquired on the way to the yield.</summary>
    internal HashSet<string> Acquired { get; } = new(StringComparer.Ordinal);

    /// <summary>There were too many paths to follow them all.</summary>
    internal bool GaveUp { get; set; }
}
