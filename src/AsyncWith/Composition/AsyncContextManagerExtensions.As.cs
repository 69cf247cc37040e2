using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Gives a manager of a class as a manager of its base class, or of an interface that it implements.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <typeparam name="TBase">What it is handed over as.</typeparam>
    /// <param name="manager">The manager.</param>
    /// <returns>A manager that does the same, and can be entered as often.</returns>
    /// <remarks>
    /// A manager is not converted implicitly, because a <see cref="ValueTask{TResult}"/> is not. A block that takes the base class needs no
    /// conversion. To enter the manager through the one that this method returns allocates no more than to enter it directly.
    /// <code>
    /// IAsyncContextManager&lt;ISession&gt; sessions = Sessions().As&lt;Session, ISession&gt;();
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="manager"/> is null.</exception>
    public static IAsyncContextManager<TBase> As<T, TBase>(this IAsyncContextManager<T> manager)
        where T : class, TBase
        where TBase : class
    {
        ArgumentNullException.ThrowIfNull(manager);
        return manager is ConfiguredAsyncContextManager<T> configured
            ? new UpcastManager<T, TBase>(((IOuterManager<T>)configured).Inner).ConfigureAwait(configured.ContinuesOnCapturedContext)
            : new UpcastManager<T, TBase>(manager);
    }
}
