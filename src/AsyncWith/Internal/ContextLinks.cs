using System.Runtime.CompilerServices;

namespace AsyncWith.Internal;

/// <summary>The links of one exception: to the exceptions that it replaced, and to the one that was suppressed before it. Not
/// thread-safe.</summary>
internal sealed class ContextLinks
{
    private static readonly ConditionalWeakTable<Exception, ContextLinks> _all = [];

    private Exception? _data;
    private Exception? _suppressed;
    private long _innerStamp;
    private long _dataStamp;
    private long _suppressedStamp;

    /// <summary>The context that is in <see cref="Exception.InnerException"/>.</summary>
    internal Exception? Inner { get; private set; }

    /// <summary>The newest context.</summary>
    internal Exception? Latest => _data ?? Inner; // one that is set in the exception itself clears the one in the data

    internal static ContextLinks? Find(Exception exception) => _all.TryGetValue(exception, out var links) ? links : null;

    internal static ContextLinks GetOrAdd(Exception exception) => _all.GetOrCreateValue(exception);

    /// <summary>The newest context, if it was set after <paramref name="stamp"/>.</summary>
    internal Exception? Since(long stamp) => Math.Max(_innerStamp, _dataStamp) > stamp ? Latest : null;

    /// <summary>The context in the data, if it was set after <paramref name="stamp"/>.</summary>
    internal Exception? DataSince(long stamp) => _dataStamp > stamp ? _data : null;

    /// <summary>Whether <paramref name="inner"/> is a context that was set at <paramref name="stamp"/> or before.</summary>
    internal bool IsStale(Exception inner, long stamp) => ReferenceEquals(inner, Inner) && _innerStamp <= stamp;

    internal bool HasSuppressed(Exception exception, long since) => ReferenceEquals(_suppressed, exception) && _suppressedStamp > since;

    internal void Set(Exception context, bool isInner, long stamp)
    {
        if (isInner)
        {
            (Inner, _innerStamp) = (context, stamp);
            (_data, _dataStamp) = (null, 0);
        }
        else
        {
            (_data, _dataStamp) = (context, stamp);
        }
    }

    internal void SetSuppressed(Exception exception, long stamp) => (_suppressed, _suppressedStamp) = (exception, stamp);

    /// <summary>Replaces the newest context, or removes it, without making it newer.</summary>
    /// <returns>Whether it is the one in <see cref="Exception.InnerException"/>.</returns>
    internal bool Replace(Exception? context)
    {
        if (!ReferenceEquals(Latest, Inner))
        {
            _data = context;
            return false;
        }

        Inner = context;
        return true;
    }
}
