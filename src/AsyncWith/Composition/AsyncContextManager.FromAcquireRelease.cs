using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    /// <summary>Creates a manager from a function that acquires a resource and one that releases it. The second is passed the exception of the
    /// block.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="acquire">Acquires the resource. Its token is the one given to enter.</param>
    /// <param name="release">Releases the resource; its second argument is the exception that left the block, or <see langword="null"/>. It cannot
    /// suppress the exception.</param>
    /// <returns>A manager that can be entered again after each block.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IAsyncContextManager<T> FromAcquireRelease<T>(
        Func<CancellationToken, ValueTask<T>> acquire, Func<T, Exception?, ValueTask> release)
    {
        ArgumentNullException.ThrowIfNull(acquire);
        ArgumentNullException.ThrowIfNull(release);
        return new FunctionManager<T>(acquire, release);
    }

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class FunctionManager<T>(Func<CancellationToken, ValueTask<T>> acquire, Func<T, Exception?, ValueTask> release)
        : ResourceManager<T>, INamedManager
    {
        public string Name => MethodName.Of(acquire);

        protected override string Description => $"{typeof(T).Name} (acquire and release)";

        protected override ValueTask<T> AcquireAsync(CancellationToken cancellationToken) => acquire(cancellationToken);

        protected override ValueTask<bool> ReleaseAsync(T resource, Exception? exception) => ExitResult.NotSuppressed(release(resource, exception));
    }
}
