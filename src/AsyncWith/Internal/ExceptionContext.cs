using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>
/// Links an exception that an exit threw to the exception that it replaced (rules E3 and E4), as Python's <c>__context__</c> does.
/// </summary>
/// <remarks>
/// A link is held by the exception that the exit threw, or by the last exception that statements nested in that exit have linked to it.
/// No other exception is changed, because others may hold it. A counter distinguishes the links that were made during an exit from older ones: the
/// caller reads <see cref="Now"/> before it calls the exit. An older link is stale, and a new one replaces it.
/// </remarks>
internal static class ExceptionContext
{
    /// <summary>The key in <see cref="Exception.Data"/>. Its value is the context, or the text <see cref="InInnerException"/>.</summary>
    internal const string DataKey = "AsyncWith.Context";

    /// <summary>The value in <see cref="Exception.Data"/> if the inner exception is not the cause, but the exception that was being
    /// handled.</summary>
    internal const string InInnerException = "InnerException";

    private static readonly Lock _gate = new(); // no other code runs while it is held, not even Exception.Data, which is virtual
    private static readonly bool _canSetInner = ProbeInnerException();
    private static long _lastStamp;

    /// <summary>The stamps of all links that exist. Later links have greater ones.</summary>
    internal static long Now => Volatile.Read(ref _lastStamp);

    /// <summary>The exception that was being handled when <paramref name="exception"/> was thrown, or <see langword="null"/>.</summary>
    internal static Exception? Of(Exception exception)
    {
        lock (_gate)
            return ContextLinks.Find(exception)?.Latest;
    }

    /// <summary>Links <paramref name="thrown"/> to <paramref name="replaced"/>, unless it carries it already, or an exit in between suppressed
    /// it.</summary>
    /// <param name="thrown">The exception that an exit threw.</param>
    /// <param name="replaced">The exception that the exit was called with.</param>
    /// <param name="since">The value of <see cref="Now"/> before the exit was called.</param>
    /// <returns><paramref name="thrown"/>.</returns>
    internal static Exception Attach(Exception thrown, Exception? replaced, long since)
    {
        if (replaced is null || ReferenceEquals(thrown, replaced))
            return thrown;

        List<(Exception Exception, Exception? Context)> moved = [];
        lock (_gate)
        {
            var carried = ExceptionTree.Of(thrown, since);
            if (carried.Contains(replaced) || carried.Any(exception => ContextLinks.Find(exception)?.HasSuppressed(replaced, since) == true))
                return thrown;

            Link(thrown, replaced, since, moved);
        }

        foreach (var (exception, context) in moved)
            Note(exception, context);
        return thrown;
    }

    /// <summary>Takes back the link to <paramref name="replaced"/> that a statement nested in an exit has made.</summary>
    /// <param name="thrown">The exception that the exit threw.</param>
    /// <param name="replaced">The exception that the exit was called with.</param>
    /// <param name="since">The value of <see cref="Now"/> before the exit was called.</param>
    /// <returns>Whether there was such a link.</returns>
    internal static bool Detach(Exception thrown, Exception replaced, long since)
    {
        Exception? holder;
        lock (_gate)
        {
            holder = Chain(thrown, since).FirstOrDefault(exception => ReferenceEquals(ContextLinks.Find(exception)?.Since(since), replaced));
            if (holder is null)
                return false;
            if (ContextLinks.GetOrAdd(holder).Replace(null))
                InnerException(holder) = null;
        }

        Note(holder, null);
        return true;
    }

    /// <summary>Records that <paramref name="suppressed"/> was suppressed before <paramref name="thrown"/> was thrown, so that no statement links
    /// the two.</summary>
    internal static void MarkSuppressed(Exception thrown, Exception suppressed)
    {
        lock (_gate)
            ContextLinks.GetOrAdd(thrown).SetSuppressed(suppressed, ++_lastStamp);
    }

    /// <summary>Whether an exit that was called with <paramref name="replaced"/> suppressed it before <paramref name="thrown"/> was thrown.</summary>
    internal static bool IsSuppressed(Exception thrown, Exception replaced, long since)
    {
        lock (_gate)
            return ExceptionTree.Of(thrown, since).Any(exception => ContextLinks.Find(exception)?.HasSuppressed(replaced, since) == true);
    }

    /// <summary>The exception and those that statements nested in the exit have linked to it, in order.</summary>
    private static HashSet<Exception> Chain(Exception thrown, long since)
    {
        var chain = new HashSet<Exception>(ReferenceEqualityComparer.Instance);
        for (var link = thrown; link is not null && chain.Add(link); link = ContextLinks.Find(link)?.Since(since))
        {
        }

        return chain;
    }

    /// <summary>
    /// Whether <paramref name="replaced"/> leads back into <paramref name="chain"/>, so that a link to it would close a cycle. Older links that do
    /// are cut, as CPython cuts them. Where one led to the end of the chain, it leads to what that end was linked to before, so that nothing is lost.
    /// A cause, or a member of an aggregate, belongs to others and is not cut.
    /// </summary>
    private static bool LeadsBack(Exception replaced, HashSet<Exception> chain, List<(Exception Exception, Exception? Context)> moved)
    {
        var holder = chain.Last();
        var before = ContextLinks.Find(holder)?.Latest;
        var leadsBack = false;
        foreach (var exception in ExceptionTree.Of(replaced).Where(exception => !chain.Contains(exception)))
        {
            if (ContextLinks.Find(exception) is { Latest: { } context } links && chain.Contains(context))
            {
                var next = ReferenceEquals(context, holder) ? before : null;
                if (links.Replace(next))
                    InnerException(exception) = next;
                moved.Add((exception, next));
            }

            leadsBack |= ExceptionTree.HasChild(exception, chain);
        }

        return leadsBack;
    }

    private static void Link(Exception thrown, Exception replaced, long since, List<(Exception Exception, Exception? Context)> moved)
    {
        var chain = Chain(thrown, since);
        var holder = chain.Last();
        var links = ContextLinks.GetOrAdd(holder);
        var closesCycle = LeadsBack(replaced, chain, moved);
        var isInner = _canSetInner && !closesCycle && (holder.InnerException is null || ReferenceEquals(holder.InnerException, links.Inner));
        if (isInner)
            InnerException(holder) = replaced;
        links.Set(replaced, isInner, ++_lastStamp);
        moved.Add((holder, replaced));
    }

    /// <summary>Writes the context to the data, where readers of logs see it. The library itself reads the table.</summary>
    private static void Note(Exception exception, Exception? context)
    {
        try
        {
            if (context is null)
                exception.Data.Remove(DataKey);
            else
                exception.Data[DataKey] = ReferenceEquals(exception.InnerException, context) ? InInnerException : context;
        }
        catch (Exception)
        {
            // An exception may have no data, or throw when it is written. The exception itself matters more than its context.
        }
    }

    private static bool ProbeInnerException()
    {
        try
        {
            return InnerException(new InvalidOperationException()) is null;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? InnerException(Exception exception);
}
