namespace AsyncWith.Analyzers.Flow;

/// <summary>What a path has gone through. Two paths that meet in equal states continue alike.</summary>
internal sealed class PathState
{
    internal static readonly PathState Start = new(Phase.Before, false, Facts.None, ImmutableSortedSet.Create<string>(StringComparer.Ordinal), null);

    private PathState(Phase phase, bool uncertain, Facts facts, ImmutableSortedSet<string> released, FinallyFrame? frame) =>
        (Phase, Uncertain, Facts, Released, Frame) = (phase, uncertain, facts, released, frame);

    internal Phase Phase { get; }

    /// <summary>The path may be impossible, or may not have yielded: it cannot prove a second yield.</summary>
    internal bool Uncertain { get; }

    internal Facts Facts { get; }

    /// <summary>What was released since the block threw.</summary>
    internal ImmutableSortedSet<string> Released { get; }

    internal FinallyFrame? Frame { get; }

    public override string ToString() => $"{Phase}|{Uncertain}|{Facts}|{string.Join(",", Released)}|{Frame}";

    internal PathState With(Facts facts) => ReferenceEquals(facts, Facts) ? this : new(Phase, Uncertain, facts, Released, Frame);

    internal PathState With(FinallyFrame? frame) => new(Phase, Uncertain, Facts, Released, frame);

    internal PathState Yielded(bool certain) => new(Phase.After, Uncertain || (!certain && Phase == Phase.Before), Facts, Released, Frame);

    internal PathState Threw(bool certain, IEnumerable<string> released) =>
        new(Phase.Failed, Uncertain || (!certain && Phase == Phase.Before), Facts, Released.Clear().Union(released), Frame);

    internal PathState Doubtful() => Uncertain ? this : new(Phase, true, Facts, Released, Frame);

    internal PathState Release(IEnumerable<string> keys) => new(Phase, Uncertain, Facts, Released.Union(keys), Frame);
}
