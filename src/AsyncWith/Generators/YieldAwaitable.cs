namespace AsyncWith;

/// <summary>What <see cref="Yield{T}.Return"/> returns: await it to run the block.</summary>
/// <remarks>
/// The code after it continues where the manager is exited, on the context of the caller that exits it:
/// <code>
/// await yield.Return(resource);
/// </code>
/// </remarks>
public readonly struct YieldAwaitable
{
    private readonly IYieldPoint? _yield;

    internal YieldAwaitable(IYieldPoint yield) => _yield = yield;

    /// <summary>Called by <see langword="await"/>.</summary>
    /// <returns>The awaiter, whose result throws what the block threw.</returns>
    public YieldAwaiter GetAwaiter() => new(_yield);
}
