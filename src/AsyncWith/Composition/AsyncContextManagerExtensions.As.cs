using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Converts a manager of a class to a manager of its base class, or of an interface that it implements.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <typeparam name="TBase">What it is handed over as.</typeparam>
    /// <param name="manager">The manager.</param>
    /// <returns>A manager that enters and exits <paramref name="manager"/>, and can be entered as often.</returns>
    /// <remarks>
    /// There is no implicit conversion, because there is none for <see cref="ValueTask{TResult}"/>. A block whose parameter is the base class needs
    /// no conversion. Entering the converted manager allocates no more than entering <paramref name="manager"/>.
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
