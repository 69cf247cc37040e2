using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Gives <paramref name="manager"/> a name for observers of contexts: logs, metrics, and the tree of open contexts.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">The manager.</param>
    /// <param name="name">The name. It becomes a tag of metrics, so use few different values.</param>
    /// <returns>A manager that enters and exits <paramref name="manager"/>, and can be entered as often.</returns>
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
