namespace AsyncWith.Parity;

/// <summary>The exceptions that Python's <c>__context__</c> would lead to: a cause comes before what an exit was handling.</summary>
internal static class ContextChain
{
    /// <summary>The exception and those behind it, each once.</summary>
    internal static IEnumerable<Exception> Of(Exception? exception)
    {
        var seen = new HashSet<Exception>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Exception?>([exception]);
        while (pending.TryPop(out var link))
        {
            if (link is null || !seen.Add(link))
                continue;
            yield return link;
            pending.Push(link.GetContext());
            pending.Push(link.InnerException);
        }
    }
}
