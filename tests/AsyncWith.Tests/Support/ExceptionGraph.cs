namespace AsyncWith.Tests.Support;

/// <summary>What a reader of an exception can find in it.</summary>
public static class ExceptionGraph
{
    /// <summary>The exception itself, and every one that its inner exceptions and its data lead to.</summary>
    public static IReadOnlySet<Exception> Reachable(this Exception? root)
    {
        var reachable = new HashSet<Exception>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Exception?>([root]);
        while (pending.TryPop(out var exception))
        {
            if (exception is null || !reachable.Add(exception))
                continue;
            pending.Push(exception.InnerException);
            pending.Push(exception.Data["AsyncWith.Context"] as Exception);
            foreach (var inner in (exception as AggregateException)?.InnerExceptions ?? [])
                pending.Push(inner);
        }

        return reachable;
    }
}
