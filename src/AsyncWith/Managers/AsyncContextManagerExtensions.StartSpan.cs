using System.Diagnostics;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>A manager that runs its block in an activity, a span of a trace, and records how the block ended.</summary>
    /// <param name="source">The source to start it from.</param>
    /// <param name="name">The name of the operation.</param>
    /// <param name="kind">Its relation to other services.</param>
    /// <param name="parentContext">Its parent; <see cref="Activity.Current"/> by default.</param>
    /// <param name="tags">What samplers see of it from the start.</param>
    /// <param name="links">Other spans that it belongs to.</param>
    /// <returns>
    /// A manager that can be entered again after each block. It hands over the activity; <see langword="null"/> where nobody listens, or where the
    /// listeners do not want it, at next to no cost.
    /// </returns>
    /// <remarks>
    /// <code>
    /// await source.StartSpan("import", ActivityKind.Consumer).UseAsync(async span =>
    /// {
    ///     span?.SetTag("import.rows", rows.Count);
    ///     await ImportAsync(rows, cancellationToken);
    /// }, cancellationToken);
    /// </code>
    /// <see cref="Activity.Current"/> is the span inside the block, and what it was before again afterwards. An exception that leaves the block sets
    /// the status to <see cref="ActivityStatusCode.Error"/> and adds the exception event. An <see cref="OperationCanceledException"/> while the
    /// caller's token, the one given to the statement, is cancelled is no error. That token cancels nothing here.
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
