using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    private const string EnumerableIsNull =
        "The iterator function returned null. Make it an async iterator method, one that says 'yield return'.";

    private const string IteratorDidNotYield =
        "The iterator ended without an element, so there is no resource for the block. "
            + "Say 'yield return resource' on every path that does not throw.";

    private const string IteratorYieldedTwice =
        "The iterator yielded again, but a context manager runs one block. Say 'yield return' exactly once, and not in a loop.";

    /// <summary>Creates a manager from an async iterator with a single <c>yield return</c>.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="iterator">Creates the iterator. Its token is the one given to enter.</param>
    /// <returns>A manager that can be entered again after each block, if <paramref name="iterator"/> returns a new iterator each time.</returns>
    /// <remarks>
    /// When the block completes, the iterator runs to its end. When the block throws, only its <c>finally</c> blocks run: the language does not allow
    /// <c>yield return</c> inside a <c>try</c> with a <c>catch</c>, so an iterator can neither catch nor suppress the exception.
    /// Ambient state that it sets is not visible to the block. <see cref="Create{T}(Func{Yield{T}, CancellationToken, GeneratorTask})"/> has none of
    /// these limits.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="iterator"/> is null.</exception>
    public static IAsyncContextManager<T> FromAsyncEnumerable<T>(Func<CancellationToken, IAsyncEnumerable<T>> iterator)
    {
        ArgumentNullException.ThrowIfNull(iterator);
        return new ExitStackManager<T>(async (stack, cancellationToken) =>
        {
            var enumerable = iterator(cancellationToken) ?? throw new InvalidOperationException(EnumerableIsNull);
            var enumerator = stack.PushAsyncDisposable(enumerable.GetAsyncEnumerator(cancellationToken));
            if (!await enumerator.MoveNextAsync().ConfigureAwait(true))
                throw new InvalidOperationException(IteratorDidNotYield);

            stack.PushExit(async exception => exception is null && await enumerator.MoveNextAsync().ConfigureAwait(false)
                ? throw new InvalidOperationException(IteratorYieldedTwice)
                : false);
            return new(enumerator.Current);
        }, $"{typeof(T).Name} (async enumerable)");
    }

    /// <inheritdoc cref="FromAsyncEnumerable{T}(Func{CancellationToken, IAsyncEnumerable{T}})"/>
    [OverloadResolutionPriority(-1)]
    public static IAsyncContextManager<T> FromAsyncEnumerable<T>(Func<IAsyncEnumerable<T>> iterator)
    {
        ArgumentNullException.ThrowIfNull(iterator);
        return FromAsyncEnumerable(_ => iterator());
    }
}
