using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using AsyncWith;

/// <summary>Makes <c>manager.ConfigureAwait(false)</c> compile for a class that is both a context manager and
/// <see cref="IAsyncDisposable"/>.</summary>
/// <remarks>
/// .NET has an extension <c>ConfigureAwait</c> for <see cref="IAsyncDisposable"/>, and neither it nor the one of AsyncWith is better for such a
/// class. The compiler looks into the global namespace before it looks at using directives, so it finds this one first:
/// <code>
/// await new AsyncExitStack().ConfigureAwait(false).UseAsync(async stack => await stack.EnterContextAsync(manager));
/// </code>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "It is found first because it is in none.")]
public static class AsyncWithConfigureAwaitExtensions
{
    /// <inheritdoc cref="AsyncContextManagerExtensions.ConfigureAwait"/>
    public static ConfiguredAsyncContextManager<T> ConfigureAwait<T>(this IAsyncContextManager<T> manager, bool continueOnCapturedContext) =>
        AsyncContextManagerExtensions.ConfigureAwait(manager, continueOnCapturedContext);
}
