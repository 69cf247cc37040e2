using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>Makes context managers.</summary>
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
    /// <summary>Makes a manager from a generator that cannot be cancelled while it sets up.</summary>
    /// <typeparam name="T">The resource that the generator yields.</typeparam>
    /// <param name="generator">
    /// Sets up, awaits <see cref="Yield{T}.Return"/> exactly once, and tears down. Nothing of it runs before the manager is entered.
    /// </param>
    /// <returns>A manager for a single block.</returns>
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

    /// <summary>Makes a manager from a generator.</summary>
    /// <typeparam name="T">The resource that the generator yields.</typeparam>
    /// <param name="generator">
    /// Sets up, awaits <see cref="Yield{T}.Return"/> exactly once, and tears down. Nothing of it runs before the manager is entered.
    /// Its token is the one given to enter: use it before the yield only, since a cancelled caller must not cut the release short.
    /// </param>
    /// <returns>A manager for a single block.</returns>
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
