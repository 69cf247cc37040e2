using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>Creates context managers.</summary>
/// <remarks>
/// <code>
/// static AsyncContextManager&lt;Session&gt; Sessions() => AsyncContextManager.Create&lt;Session&gt;(async (yield, cancellationToken) =>
/// {
///     var session = await Session.OpenAsync(cancellationToken);   // enter
///     try     { await yield.Return(session); }                    // the block runs here; what it throws is thrown here
///     finally { await session.CloseAsync(); }                     // exit
/// });
///
/// await Sessions().UseAsync(async session => await session.SendAsync("hello"));
/// </code>
/// </remarks>
public static partial class AsyncContextManager
{
    /// <summary>Creates a context manager from a generator whose setup cannot be cancelled.</summary>
    /// <typeparam name="T">The resource that the generator yields.</typeparam>
    /// <param name="generator">
    /// Sets up, awaits <see cref="Yield{T}.Return"/> exactly once, and tears down. It does not start before the manager is entered.
    /// </param>
    /// <returns>A manager that can be used for one block only.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="generator"/> is null.</exception>
    [OverloadResolutionPriority(1)]
    public static AsyncContextManager<T> Create<T>(Func<Yield<T>, GeneratorTask> generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return new AsyncContextManager<T>(generator);
    }

    /// <inheritdoc cref="Create{T}(Func{Yield{T}, GeneratorTask})"/>
    public static AsyncContextManager<T> Create<T>(Func<Yield<T>, Task> generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return new AsyncContextManager<T>(generator);
    }

    /// <summary>Creates a context manager from a generator.</summary>
    /// <typeparam name="T">The resource that the generator yields.</typeparam>
    /// <param name="generator">
    /// Sets up, awaits <see cref="Yield{T}.Return"/> exactly once, and tears down. It does not start before the manager is entered.
    /// Its token is the one that is passed to the enter. Use it before the yield only: a cancellation must not interrupt the release.
    /// </param>
    /// <returns>A manager that can be used for one block only.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="generator"/> is null.</exception>
    [OverloadResolutionPriority(1)]
    public static AsyncContextManager<T> Create<T>(Func<Yield<T>, CancellationToken, GeneratorTask> generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return new AsyncContextManager<T>(generator);
    }

    /// <inheritdoc cref="Create{T}(Func{Yield{T}, CancellationToken, GeneratorTask})"/>
    public static AsyncContextManager<T> Create<T>(Func<Yield<T>, CancellationToken, Task> generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return new AsyncContextManager<T>(generator);
    }
}
