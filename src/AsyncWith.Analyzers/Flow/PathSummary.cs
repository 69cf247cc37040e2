namespace AsyncWith.Analyzers.Flow;

/// <summary>How the paths through one function end.</summary>
internal sealed class PathSummary(PathSummary? outer, bool runsOnce)
{
    private readonly List<ImmutableSortedSet<string>> _failures = [];

    /// <summary>The function around it, whose paths go through this one.</summary>
    internal PathSummary? Outer { get; } = outer;

    /// <summary>The function is the generator itself, or the block of a statement in it.</summary>
    internal bool RunsOnce { get; } = runsOnce;

    /// <summary>Some path completes.</summary>
    internal bool Completes { get; private set; }

    /// <summary>Some path completes and may not have yielded.</summary>
    internal bool CompletesWithoutYield { get; private set; }

    /// <summary>Some path ends in a <c>throw</c> of the function's own.</summary>
    internal bool Throws { get; set; }

    /// <summary>What is released on every path on which the block throws.</summary>
    internal ImmutableSortedSet<string> ReleasedOnFailure =>
        _failures.Count == 0 ? ImmutableSortedSet<string>.Empty : _failures.Aggregate((all, next) => all.Intersect(next));

    internal void End(PathState state, bool completes)
    {
        if (completes)
        {
            Completes = true;
            CompletesWithoutYield |= state.Phase == Phase.Before || state.Uncertain;
        }

        if (state.Phase == Phase.Failed)
            _failures.Add(state.Released);
    }

    /// <summary>Whether, on some path on which the block throws, none of <paramref name="keys"/> is released.</summary>
    internal bool CanSkip(IEnumerable<string> keys) =>
        _failures.Exists(released => !released.Overlaps(keys)) && (Outer is null || Outer.CanSkip(keys));
}
