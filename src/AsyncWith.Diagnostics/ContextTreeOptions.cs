namespace AsyncWith.Diagnostics;

/// <summary>What a <see cref="ContextTree"/> looks for, and how much it keeps.</summary>
/// <remarks>
/// <code>
/// using var tree = new ContextTree(new ContextTreeOptions { SlowExit = TimeSpan.FromSeconds(5), RecordOpener = true });
/// </code>
/// </remarks>
public sealed record ContextTreeOptions
{
    /// <summary>An exit that takes longer than this is told as slow. One second by default; <see cref="Timeout.InfiniteTimeSpan"/> for
    /// never.</summary>
    public TimeSpan SlowExit { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many of the contexts that ended last are kept. 1,000 by default.</summary>
    public int Keep { get; set; } = 1000;

    /// <summary>Whether the place in the source is found that entered each context, which costs microseconds for each. Off by default.</summary>
    public bool RecordOpener { get; set; }

    /// <summary>Whether contexts are found that can no longer be exited, which costs a finalizable object for each. Off by default.</summary>
    public bool FindAbandoned { get; set; }
}
