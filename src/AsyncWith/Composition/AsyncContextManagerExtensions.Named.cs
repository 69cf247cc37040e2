using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Names <paramref name="manager"/> for those who observe contexts: logs, metrics, the tree of what is open.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">The manager.</param>
    /// <param name="name">What to call it. Of a few different values: it is a tag of metrics.</param>
    /// <returns>A manager that does the same, and can be entered as often.</returns>
    /// <remarks>
    /// <code>
    /// await Connect("eu-1").Named("database").UseAsync(async connection => await connection.SendAsync("hello"));
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="manager"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null, empty, or white space.</exception>
    public static IAsyncContextManager<T> Named<T>(this IAsyncContextManager<T> manager, string name)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return manager is IOuterManager<T> outer ? outer.Around(new NamedManager<T>(outer.Inner, name)) : new NamedManager<T>(manager, name);
    }
}
