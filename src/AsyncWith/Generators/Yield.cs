using System.Diagnostics;

namespace AsyncWith;

/// <summary>The <c>yield</c> of a generator-based context manager. It passes the resource to the block, and completes when the block has
/// ended.</summary>
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
[DebuggerDisplay("{_manager}")]
public readonly struct Yield<T>
{
    private readonly AsyncContextManager<T>? _manager;

    internal Yield(AsyncContextManager<T> manager) => _manager = manager;

    /// <summary>Passes <paramref name="resource"/> to the block. Await the result exactly once.</summary>
    /// <param name="resource">The resource.</param>
    /// <returns>
    /// An awaitable that completes when the block has ended. If an exception left the block, <see cref="OperationCanceledException"/> included, the
    /// <see langword="await"/> throws the same instance, and the generator suppresses it by catching it. A second yield, and one outside the
    /// generator, throws <see cref="InvalidOperationException"/> when awaited.
    /// </returns>
    /// <exception cref="InvalidOperationException">This value is the default one, and was not passed to a generator.</exception>
    public YieldAwaitable Return(T resource) =>
        _manager is { } manager
            ? manager.Yield(resource)
            : throw new InvalidOperationException(GeneratorErrors.YieldOutsideGenerator);
}
