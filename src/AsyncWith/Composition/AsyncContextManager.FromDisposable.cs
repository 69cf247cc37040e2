using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    private const string ResourceIsGone =
        "The resource of this context manager was disposed of after its block. Make a manager for each resource, or pass a function that opens one.";

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
        return new ExitStackManager<T>((stack, _) => Interlocked.Exchange(ref used, 1) == 0
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
        return new ExitStackManager<T>(async (stack, cancellationToken) => new(stack.PushAsyncDisposable(await open(cancellationToken))));
    }
}
