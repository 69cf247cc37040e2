using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    private const string EnumerableIsNull =
        "The iterator function returned null. Make it an async iterator method, one that says 'yield return'.";

    private const string ResourceIsGone =
        "The resource of this context manager was disposed of after its block. Make a manager for each resource, or pass a function that opens one.";

    private const string IteratorDidNotYield =
        "The iterator ended without an element, so there is no resource for the block. Say 'yield return resource' on every path that does not throw.";

    private const string IteratorYieldedTwice =
        "The iterator yielded again, but a context manager runs one block. Say 'yield return' exactly once, and not in a loop.";

    /// <summary>A manager that hands over <paramref name="value"/> and releases nothing: for code that needs a manager where there is nothing to manage.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">What the block is given.</param>
    /// <returns>A manager that can be entered any number of times, also at once.</returns>
    public static IAsyncContextManager<T> FromValue<T>(T value) => new ValueManager<T>(value);

    /// <summary>A manager that hands over <paramref name="resource"/> and disposes of it at the end.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="resource">What the block is given; opened already.</param>
    /// <returns>A manager for one block, since the resource is disposed of after it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="resource"/> is null.</exception>
    public static IAsyncContextManager<T> FromDisposable<T>(T resource)
        where T : IAsyncDisposable
    {
        ArgumentNullException.ThrowIfNull(resource);
        var used = 0;
        return new ComposedManager<T>((stack, _) => Interlocked.Exchange(ref used, 1) == 0
            ? new(new Handoff<T>(stack.PushAsyncDisposable(resource)))
            : throw new InvalidOperationException(ResourceIsGone));
    }

    /// <summary>A manager that opens a resource, hands it over, and disposes of it at the end.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="open">Opens the resource. Its token is the one given to enter.</param>
    /// <returns>A manager that can be entered again after each block.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="open"/> is null.</exception>
    public static IAsyncContextManager<T> FromDisposable<T>(Func<CancellationToken, ValueTask<T>> open)
        where T : IAsyncDisposable
    {
        ArgumentNullException.ThrowIfNull(open);
        return new ComposedManager<T>(async (stack, cancellationToken) => new(stack.PushAsyncDisposable(await open(cancellationToken))));
    }

    /// <summary>A manager from two functions: one that acquires, one that releases and is told how the block ended.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="acquire">Acquires the resource. Its token is the one given to enter.</param>
    /// <param name="release">Releases the resource; its second argument is the exception that left the block, or <see langword="null"/>. It cannot suppress it.</param>
    /// <returns>A manager that can be entered again after each block.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IAsyncContextManager<T> FromAcquireRelease<T>(
        Func<CancellationToken, ValueTask<T>> acquire, Func<T, Exception?, ValueTask> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new ComposedManager<T>(async (stack, cancellationToken) =>
        {
            var resource = await acquire(cancellationToken);
            stack.PushExit(async exception =>
            {
                await release(resource, exception);
                return false;
            });
            return new(resource);
        });
    }

    /// <summary>A manager from an async iterator with a single <c>yield return</c>.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="iterator">Makes the iterator. Its token is the one given to enter.</param>
    /// <returns>A manager that can be entered again after each block, if <paramref name="iterator"/> makes a new iterator each time.</returns>
    /// <remarks>
    /// When the block completes, the iterator runs to its end. When the block throws, only its <c>finally</c> blocks run: the language allows
    /// no <c>yield return</c> inside a <c>try</c> with a <c>catch</c>, so an iterator can neither see nor suppress the exception.
    /// Ambient state that it sets is not visible to the block. <see cref="Create{T}(Func{Yield{T}, CancellationToken, GeneratorTask})"/> has none of these limits.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="iterator"/> is null.</exception>
    public static IAsyncContextManager<T> FromAsyncEnumerable<T>(Func<CancellationToken, IAsyncEnumerable<T>> iterator)
    {
        ArgumentNullException.ThrowIfNull(iterator);
        return new ComposedManager<T>(async (stack, cancellationToken) =>
        {
            var enumerable = iterator(cancellationToken) ?? throw new InvalidOperationException(EnumerableIsNull);
            var enumerator = stack.PushAsyncDisposable(enumerable.GetAsyncEnumerator(cancellationToken));
            if (!await enumerator.MoveNextAsync())
                throw new InvalidOperationException(IteratorDidNotYield);

            stack.PushExit(async exception =>
                exception is null && await enumerator.MoveNextAsync() ? throw new InvalidOperationException(IteratorYieldedTwice) : false);
            return new(enumerator.Current);
        });
    }

    private sealed class ValueManager<T>(T value) : IAsyncContextManager<T>
    {
        public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => new(value);

        public ValueTask<bool> ExitAsync(Exception? exception) => default;
    }
}
