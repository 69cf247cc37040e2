using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>
/// Keeps an exception visible that another one replaced (rules E3 and E4): the replaced one becomes the
/// <see cref="Exception.InnerException"/> at the end of the new one's chain, where every logger looks.
/// </summary>
internal static class ExceptionContext
{
    /// <summary>The key in <see cref="Exception.Data"/> used where the inner exception cannot be set without closing a cycle.</summary>
    internal const string DataKey = "AsyncWith.Context";

    // Which exception was already dealt with when the key was thrown. Keyed weakly: it lives as long as the exception does.
    private static readonly ConditionalWeakTable<Exception, HashSet<Exception>> _forgotten = [];
    private static bool _hasForgotten;

    // The links in Data, here too since Data makes a dictionary when it is read. Whoever follows links follows these as well.
    private static readonly ConditionalWeakTable<Exception, Exception> _dataLinks = [];
    private static bool _hasDataLinks;

    private static readonly bool _canSetInner = ProbeInnerException();

    /// <summary>Makes <paramref name="replaced"/> visible from <paramref name="thrown"/>, unless it is already or was suppressed before.</summary>
    /// <returns><paramref name="thrown"/>.</returns>
    /// <param name="thrown">What is thrown now.</param>
    /// <param name="replaced">What was pending before.</param>
    /// <param name="replacedTree">All that <paramref name="replaced"/> carries, where the caller knows it: of a long chain it is costly to find out.</param>
    internal static Exception Attach(Exception thrown, Exception? replaced, HashSet<Exception>? replacedTree = null)
    {
        if (replaced is null)
            return thrown;

        // One at a time: two that link the same exceptions at once could close a cycle, or drop a link.
        lock (_forgotten)
        {
            if (!Carries(thrown, replaced) && !Forgot(thrown, replaced))
                Link(thrown, replaced, replacedTree);
        }

        return thrown;
    }

    private static void Link(Exception thrown, Exception replaced, HashSet<Exception>? replacedTree)
    {
        var end = thrown;
        while (end.InnerException is { } inner)
            end = inner;

        // Where the replaced exception leads back to the end of the chain, linking the two would close a cycle.
        if (_canSetInner && !(replacedTree?.Contains(end) ?? Carries(replaced, end)))
            InnerException(end) = replaced;
        else
            AttachAsData(thrown, replaced);
    }

    /// <summary>Remembers that <paramref name="suppressed"/> was over when <paramref name="thrown"/> came, so that nobody attaches it later.</summary>
    internal static void Forget(Exception thrown, Exception suppressed)
    {
        lock (_forgotten)
        {
            _hasForgotten = true;
            _forgotten.GetValue(thrown, static _ => new HashSet<Exception>(ReferenceEqualityComparer.Instance)).Add(suppressed);
        }
    }

    private static bool Forgot(Exception thrown, Exception sought)
    {
        if (!_hasForgotten)
            return false;

        // What was forgotten may itself have forgotten something before, when it replaced that elsewhere.
        var seen = new HashSet<Exception>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Exception>([thrown]);
        while (pending.TryPop(out var next))
        {
            foreach (var exception in Tree(next).Where(seen.Add))
            {
                if (!_forgotten.TryGetValue(exception, out var forgotten))
                    continue;
                foreach (var suppressed in forgotten)
                {
                    if (Carries(suppressed, sought))
                        return true;
                    pending.Push(suppressed);
                }
            }
        }

        return false;
    }

    private static bool Carries(Exception exception, Exception sought)
    {
        for (var link = exception; link is not null; link = link.InnerException)
        {
            if (ReferenceEquals(link, sought))
                return true;
            if (link is AggregateException || _hasDataLinks)
                return Tree(link).Contains(sought, ReferenceEqualityComparer.Instance);
        }

        return false;
    }

    internal static IEnumerable<Exception> Tree(Exception root)
    {
        // Aggregates may share branches, so each exception is visited once; a stack, since chains may be long.
        var seen = new HashSet<Exception>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Exception>([root]);
        while (pending.TryPop(out var exception))
        {
            if (!seen.Add(exception))
                continue;
            yield return exception;
            if (exception is AggregateException aggregate)
            {
                foreach (var branch in aggregate.InnerExceptions)
                    pending.Push(branch);
            }

            if (_hasDataLinks && _dataLinks.TryGetValue(exception, out var linked))
                pending.Push(linked);
            if (exception.InnerException is { } inner)
                pending.Push(inner);
        }
    }

    private static void AttachAsData(Exception thrown, Exception replaced)
    {
        var holder = Tree(thrown).FirstOrDefault(exception => !_dataLinks.TryGetValue(exception, out _));
        if (holder is null)
            return; // links lead from each to each already
        _dataLinks.Add(holder, replaced);
        _hasDataLinks = true;
        try
        {
            holder.Data[DataKey] = replaced;
        }
        catch (Exception)
        {
            // Data is virtual: of an exception that has none, or refuses, the failure itself matters more than its context.
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
