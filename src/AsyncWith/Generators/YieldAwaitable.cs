using System.ComponentModel;
using System.Diagnostics;

namespace AsyncWith;

/// <summary>The result of <see cref="Yield{T}.Return"/>. Await it to run the block.</summary>
/// <remarks>
/// The code after the <see langword="await"/> runs in the exit of the manager, on the context of the caller:
/// <code>
/// await yield.Return(resource);
/// </code>
/// </remarks>
[DebuggerDisplay("{_source}")]
public readonly struct YieldAwaitable
{
    private readonly IYieldSource? _source;

    internal YieldAwaitable(IYieldSource source) => _source = source;

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <returns>The awaiter. Its result throws the exception that left the block.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public YieldAwaiter GetAwaiter() => new(_source);
}
