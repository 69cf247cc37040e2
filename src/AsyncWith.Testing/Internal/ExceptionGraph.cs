namespace AsyncWith.Testing.Internal;

/// <summary>What an exception carries.</summary>
internal static class ExceptionGraph
{
    /// <summary>
    /// Whether one that fits is <paramref name="exception"/>, or anywhere in it: as an inner exception, a member of an aggregate, or a context.
    /// </summary>
    internal static bool Carries(this Exception exception, Func<Exception, bool> fits)
    {
        var seen = new HashSet<Exception>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Exception>([exception]);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next))
                continue;
            if (fits(next))
                return true;

            foreach (var inner in (next as AggregateException)?.InnerExceptions ?? [])
                open.Push(inner);
            if (next.InnerException is { } cause)
                open.Push(cause);
            if (next.GetContext() is { } context)
                open.Push(context);
        }

        return false;
    }
}
