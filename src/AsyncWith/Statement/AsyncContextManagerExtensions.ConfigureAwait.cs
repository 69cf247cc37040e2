namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Chooses whether the block and the exit run on the caller's <see cref="SynchronizationContext"/>, as they do by default.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">The manager.</param>
    /// <param name="continueOnCapturedContext"><see langword="false"/> to run them on the thread on which the step before them completed.</param>
    /// <returns>A manager that enters and exits <paramref name="manager"/>, and has the same <c>UseAsync</c> methods.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="manager"/> is null.</exception>
    public static ConfiguredAsyncContextManager<T> ConfigureAwait<T>(this IAsyncContextManager<T> manager, bool continueOnCapturedContext)
    {
        ArgumentNullException.ThrowIfNull(manager);
        return new ConfiguredAsyncContextManager<T>(manager, continueOnCapturedContext);
    }
}
