using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
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
        return new ExitStackManager<T>(async (stack, cancellationToken) =>
        {
            var resource = await acquire(cancellationToken);
            stack.PushExit([StackTraceHidden] (exception) => ExitStackEntry.NeverSuppress(release(resource, exception)));
            return new(resource);
        });
    }
}
