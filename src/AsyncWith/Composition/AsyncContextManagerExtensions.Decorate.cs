namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Wraps <paramref name="operation"/> so that each call runs in a new context manager.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="factory">Creates the manager of one call.</param>
    /// <param name="operation">The block.</param>
    /// <returns>The decorated operation, which can be called any number of times, even concurrently.</returns>
    /// <remarks>
    /// <code>
    /// var timed = () => Timed("import");
    /// Func&lt;Task&gt; import = timed.Decorate(ImportAsync);
    /// await import();
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Func<Task> Decorate<T>(this Func<IAsyncContextManager<T>> factory, Func<Task> operation)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(operation);
        return async () => await Create(factory).UseAsync(operation).ConfigureAwait(false);
    }

    /// <summary>Wraps <paramref name="operation"/>, which has a result, so that each call runs in a new context manager.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="factory">Creates the manager of one call.</param>
    /// <param name="operation">The block.</param>
    /// <returns>The decorated operation. If a manager suppresses an exception, the call throws <see cref="InvalidOperationException"/>, as
    /// <c>UseAsync</c> does.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Func<Task<TResult>> Decorate<T, TResult>(this Func<IAsyncContextManager<T>> factory, Func<Task<TResult>> operation)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(operation);
        return async () => await Create(factory).UseAsync(operation).ConfigureAwait(false);
    }

    private static IAsyncContextManager<T> Create<T>(Func<IAsyncContextManager<T>> factory) =>
        factory() ?? throw new InvalidOperationException("The factory of a decorated function returned null. Return a new manager for each call.");
}
