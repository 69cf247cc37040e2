namespace AsyncWith;

/// <summary>The <c>yield</c> of a generator-based context manager: hands the resource to the block, and comes back when the block has ended.</summary>
/// <typeparam name="T">The type of the resource.</typeparam>
/// <remarks>
/// <see cref="AsyncContextManager.Create{T}(Func{Yield{T}, CancellationToken, GeneratorTask})"/> passes it to the generator:
/// <code>
/// AsyncContextManager.Create&lt;Session&gt;(async (yield, cancellationToken) =>
/// {
///     var session = await Session.OpenAsync(cancellationToken);
///     try     { await yield.Return(session); }
///     finally { await session.CloseAsync(); }
/// });
/// </code>
/// </remarks>
public readonly struct Yield<T>
{
    private readonly AsyncContextManager<T>? _manager;

    internal Yield(AsyncContextManager<T> manager) => _manager = manager;

    /// <summary>Hands <paramref name="resource"/> to the block. Await the result, exactly once: what the block throws is thrown there.</summary>
    /// <param name="resource">What the block is given.</param>
    /// <returns>
    /// An awaitable that completes when the block has ended. It throws the very exception that left the block,
    /// <see cref="OperationCanceledException"/> included, which the generator may catch to suppress it. A second yield throws
    /// <see cref="InvalidOperationException"/> when awaited.
    /// </returns>
    /// <exception cref="InvalidOperationException">This value was not given to a generator, but made with <see langword="default"/>.</exception>
    public YieldAwaitable Return(T resource) =>
        _manager is { } manager
            ? manager.Yield(resource)
            : throw new InvalidOperationException(Misuse.YieldOutsideGenerator);
}
