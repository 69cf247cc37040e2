namespace AsyncWith.Internal;

/// <summary>The exceptions that an exception carries: inner ones, members of aggregates, and contexts.</summary>
internal static class ExceptionTree
{
    /// <summary>The exception and all that it carries, each once.</summary>
    /// <param name="root">The exception.</param>
    /// <param name="since">Contexts that were set at this stamp or before are left out.</param>
    internal static HashSet<Exception> Of(Exception root, long since = 0)
    {
        // A set, because aggregates may share members; a stack of its own, because chains may be long.
        var found = new HashSet<Exception>(ReferenceEqualityComparer.Instance) { root };
        var pending = new Stack<Exception>([root]);
        while (pending.TryPop(out var exception))
        {
            var links = ContextLinks.Find(exception);
            if (exception.InnerException is { } inner && links?.IsStale(inner, since) != true && found.Add(inner))
                pending.Push(inner);
            if (links?.DataSince(since) is { } context && found.Add(context))
                pending.Push(context);
            foreach (var member in (exception as AggregateException)?.InnerExceptions ?? [])
            {
                if (found.Add(member))
                    pending.Push(member);
            }
        }

        return found;
    }

    /// <summary>Whether the inner exception or a member of <paramref name="parent"/> is one of <paramref name="exceptions"/>.</summary>
    internal static bool HasChild(Exception parent, HashSet<Exception> exceptions) =>
        (parent.InnerException is { } inner && exceptions.Contains(inner))
        || (parent is AggregateException aggregate && aggregate.InnerExceptions.Any(exceptions.Contains));
}
