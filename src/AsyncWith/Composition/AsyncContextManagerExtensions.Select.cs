namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Creates a manager whose resource is made from the resource of <paramref name="manager"/>.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <typeparam name="TResult">What is handed over instead.</typeparam>
    /// <param name="manager">The manager to enter and exit.</param>
    /// <param name="selector">Makes the resource, after the enter. If it throws, <paramref name="manager"/> is exited with its exception.</param>
    /// <returns>A manager that can be entered as often as <paramref name="manager"/>, one block at a time.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IAsyncContextManager<TResult> Select<T, TResult>(this IAsyncContextManager<T> manager, Func<T, TResult> selector)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(selector);
        return new SelectManager<T, TResult>(manager, selector);
    }

    /// <summary>Combines two managers, of which the second is made from the resource of the first. They are exited in the reverse order.</summary>
    /// <typeparam name="T">The resource of the first.</typeparam>
    /// <typeparam name="TInner">The resource of the second.</typeparam>
    /// <typeparam name="TResult">What is handed over.</typeparam>
    /// <param name="manager">The first manager.</param>
    /// <param name="inner">Creates the second manager. If this or its enter throws, the first is exited with that exception.</param>
    /// <param name="selector">Makes the resource for the block. If it throws, both are exited with its exception.</param>
    /// <returns>A manager that can be entered as often as its parts, one block at a time.</returns>
    /// <remarks>
    /// Query expressions call it:
    /// <code>
    /// IAsyncContextManager&lt;Service&gt; Services() =>
    ///     from connection in Connect()
    ///     from transaction in Begin(connection)
    ///     select new Service(connection, transaction);
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IAsyncContextManager<TResult> SelectMany<T, TInner, TResult>(
        this IAsyncContextManager<T> manager, Func<T, IAsyncContextManager<TInner>> inner, Func<T, TInner, TResult> selector)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(selector);
        return new SelectManyManager<T, TInner, TResult>(manager, inner, selector);
    }
}
