using System.Diagnostics;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Creates a manager that runs its block in an activity, a span of a trace, and records how the block ended.</summary>
    /// <param name="source">The source that starts the activity.</param>
    /// <param name="name">The name of the operation.</param>
    /// <param name="kind">The kind of the activity.</param>
    /// <param name="parentContext">The parent; <see cref="Activity.Current"/> by default.</param>
    /// <param name="tags">The tags with which the activity starts, which samplers see.</param>
    /// <param name="links">Links to other spans.</param>
    /// <returns>
    /// A manager that can be entered again after each block. Its resource is the activity; <see langword="null"/>, at next to no cost, if there is no
    /// listener, or if the listeners do not sample it.
    /// </returns>
    /// <remarks>
    /// <code>
    /// await source.StartSpan("import", ActivityKind.Consumer).UseAsync(async span =>
    /// {
    ///     span?.SetTag("import.rows", rows.Count);
    ///     await ImportAsync(rows, cancellationToken);
    /// }, cancellationToken);
    /// </code>
    /// <see cref="Activity.Current"/> is the span inside the block, and is restored afterwards. An exception that leaves the block sets
    /// the status to <see cref="ActivityStatusCode.Error"/> and adds the exception event. An <see cref="OperationCanceledException"/> is
    /// not an error while the token that is passed to the statement is cancelled. That token cancels nothing here.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="name"/> is null.</exception>
    public static IAsyncContextManager<Activity?> StartSpan(
        this ActivitySource source,
        string name,
        ActivityKind kind = ActivityKind.Internal,
        ActivityContext parentContext = default,
        IEnumerable<KeyValuePair<string, object?>>? tags = null,
        IEnumerable<ActivityLink>? links = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        return kind == ActivityKind.Internal && parentContext == default && tags is null && links is null
            ? new SpanManager(source, name)
            : new DetailedSpanManager(source, name, kind, parentContext, tags, links);
    }
}
