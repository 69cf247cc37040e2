using System.Diagnostics;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    /// <summary>Creates a manager that suppresses exceptions of a type. Its resource holds the exception that it suppressed.</summary>
    /// <typeparam name="TException">The exceptions to suppress, with those derived from it. <see cref="Exception"/> includes
    /// cancellation.</typeparam>
    /// <param name="when">Whether to suppress an exception of this type; by default all are suppressed.</param>
    /// <returns>A manager that can be entered again after each block.</returns>
    public static IAsyncContextManager<Suppressed<TException>> Suppress<TException>(Func<TException, bool>? when = null)
        where TException : Exception =>
        new SuppressManager<TException>(when);

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class SuppressManager<TException>(Func<TException, bool>? when) : ResourceManager<Suppressed<TException>>
        where TException : Exception
    {
        protected override string Description => $"Suppress {typeof(TException).Name}";

        protected override ValueTask<Suppressed<TException>> AcquireAsync(CancellationToken cancellationToken) => new(new Suppressed<TException>());

        protected override ValueTask<bool> ReleaseAsync(Suppressed<TException> resource, Exception? exception) =>
            new(exception is TException candidate && (when is null || when(candidate)) && resource.Accept(candidate));
    }
}
