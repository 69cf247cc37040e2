using AsyncWith.Analyzers.Flow;

namespace AsyncWith.Analyzers.Generators;

/// <summary>A call that releases what <paramref name="keys"/> name, in the function that <paramref name="paths"/> is about.</summary>
internal sealed class LateRelease(string method, ImmutableArray<string> keys, PathSummary paths)
{
    internal string Method { get; } = method;

    internal ImmutableArray<string> Keys { get; } = keys;

    internal PathSummary Paths { get; } = paths;
}
