using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncWith.Analyzers.Flow;

/// <summary>A <c>finally</c> block that a path is in, and where the path continues after it.</summary>
internal sealed class FinallyFrame(
    ControlFlowRegion region, ImmutableArray<ControlFlowRegion> next, BasicBlock? destination, FinallyFrame? outer)
{
    internal ControlFlowRegion Region { get; } = region;

    /// <summary>The <c>finally</c> blocks that are still to run before <see cref="Destination"/>.</summary>
    internal ImmutableArray<ControlFlowRegion> Next { get; } = next;

    /// <summary>Where the branch leads that left the <c>try</c>; <see langword="null"/> where an exception left it, which propagates.</summary>
    internal BasicBlock? Destination { get; } = destination;

    internal FinallyFrame? Outer { get; } = outer;

    public override string ToString() => $"{Region.FirstBlockOrdinal}>{Next.Length}>{Destination?.Ordinal ?? -1}/{Outer}";
}
