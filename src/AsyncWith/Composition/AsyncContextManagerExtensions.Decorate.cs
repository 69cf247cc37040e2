namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>An operation that runs <paramref name="operation"/> inside a fresh manager each time it is called.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="factory">Makes the manager of one call.</param>
    /// <param name="operation">The block.</param>
    /// <returns>The decorated operation, which can be called any number of times, also at once.</returns>
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
        return async () => await factory().UseAsync(operation).ConfigureAwait(false);
    }

    /// <summary>An operation with a result that runs <paramref name="operation"/> inside a fresh manager each time it is called.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <param name="factory">Makes the manager of one call.</param>
    /// <param name="operation">The block.</param>
    /// <returns>The decorated operation. Where a manager suppresses an exception, the call throws <see cref="InvalidOperationException"/>, as
    /// <c>UseAsync</c> does.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static Func<Task<TResult>> Decorate<T, TResult>(this Func<IAsyncContextManager<T>> factory, Func<Task<TResult>> operation)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(operation);
        return async () => await factory().UseAsync(operation).ConfigureAwait(false);
    }
}
