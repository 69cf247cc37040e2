using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    /// <summary>Creates a manager that passes <paramref name="resource"/> to the block and disposes of it at the end.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="resource">The resource, which has been opened.</param>
    /// <returns>A manager for one block, since the resource is disposed of after it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="resource"/> is null.</exception>
    public static IAsyncContextManager<T> FromDisposable<T>(T resource)
        where T : IAsyncDisposable
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new GivenDisposableManager<T>(resource);
    }

    /// <summary>Creates a manager that opens a resource, passes it to the block, and disposes of it at the end.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="open">Opens the resource. Its token is the one given to enter.</param>
    /// <returns>A manager that can be entered again after each block.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="open"/> is null.</exception>
    public static IAsyncContextManager<T> FromDisposable<T>(Func<CancellationToken, ValueTask<T>> open)
        where T : IAsyncDisposable
    {
        ArgumentNullException.ThrowIfNull(open);
        return new OpenedDisposableManager<T>(open);
    }

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class GivenDisposableManager<T>(T given) : ResourceManager<T>, INamedManager
        where T : IAsyncDisposable
    {
        private const string ResourceIsDisposed =
            "The resource of this context manager was disposed of after its block. "
                + "Make a manager for each resource, or pass a function that opens one.";

        private bool _isUsed;

        public string Name => TypeName.Of(typeof(T));

        protected override string Description => $"{typeof(T).Name} (disposable)";

        protected override ValueTask<T> AcquireAsync(CancellationToken cancellationToken)
        {
            if (_isUsed)
                throw new InvalidOperationException(ResourceIsDisposed);
            _isUsed = true;
            return new ValueTask<T>(given);
        }

        protected override ValueTask<bool> ReleaseAsync(T resource, Exception? exception) => ExitResult.NotSuppressed(resource.DisposeAsync());
    }

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class OpenedDisposableManager<T>(Func<CancellationToken, ValueTask<T>> open) : ResourceManager<T>, INamedManager
        where T : IAsyncDisposable
    {
        public string Name => MethodName.Of(open);

        protected override string Description => $"{typeof(T).Name} (opened)";

        protected override ValueTask<T> AcquireAsync(CancellationToken cancellationToken)
        {
            var opening = open(cancellationToken);
            return opening.IsCompletedSuccessfully ? new ValueTask<T>(NotNull(opening.Result)) : AwaitAsync(opening);
        }

        protected override ValueTask<bool> ReleaseAsync(T resource, Exception? exception) => ExitResult.NotSuppressed(resource.DisposeAsync());

        private static T NotNull(T resource)
        {
            ArgumentNullException.ThrowIfNull(resource);
            return resource;
        }

        private static async ValueTask<T> AwaitAsync(ValueTask<T> opening) => NotNull(await opening.ConfigureAwait(false));
    }
}
