using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The exception that is pending while several exits run one after the other (rules E1 to E4).</summary>
internal struct Unwinding
{
    /// <summary>With more failures than this they become members of one aggregate. Printing a longer chain could overflow the
    /// stack.</summary>
    internal const int LongestChain = 64;

    private readonly Exception? _original;
    private bool _originalIsOver;
    private long _since; // the call of the exit that runs
    private long _pendingSince; // the call of the exit that threw the pending exception
    private int _failures;
    private HashSet<Exception>? _earlier; // once the chain is full: the end of the chain, and those that replaced it

    /// <param name="original">The exception that left the block, or <see langword="null"/>.</param>
    internal Unwinding(Exception? original) => Pending = _original = original;

    /// <summary>The exception that the next exit is called with.</summary>
    internal Exception? Pending { get; private set; }

    /// <summary>An exit is about to be called.</summary>
    /// <returns>The exception to call it with.</returns>
    internal Exception? Next()
    {
        _since = ExceptionContext.Now;
        return Pending;
    }

    /// <summary>An exit ended.</summary>
    internal void Ended(Outcome<bool> exit)
    {
        if (exit.Exception is null)
            Exited(exit.Value);
        else
            Threw(exit.Exception);
    }

    /// <summary>An exit completed. What it returned is ignored if no exception is pending.</summary>
    internal void Exited(bool suppress)
    {
        if (suppress && Pending is not null)
            Suppressed();
    }

    /// <summary>An exit threw. Its exception is now pending, and is linked to the one before it unless that was suppressed.</summary>
    internal void Threw(Exception exception)
    {
        if (Pending is not null && !ReferenceEquals(Pending, exception))
        {
            if (ExceptionContext.IsSuppressed(exception, Pending, _since))
                Suppressed(); // by an exit inside the one that threw
            else
                Replace(exception);
        }

        if (_originalIsOver)
            ExceptionContext.MarkSuppressed(exception, _original!); // the statement around knows the original only, and must not link it
        Pending = exception;
        _pendingSince = _since;
    }

    /// <summary>How the exits end as a whole, as one manager's <see cref="IAsyncContextManager{T}.ExitAsync"/> would.</summary>
    internal readonly Outcome<bool> Outcome()
    {
        if (Pending is null)
            return new Outcome<bool>(_original is not null);
        if (ReferenceEquals(Pending, _original))
            return new Outcome<bool>(false);

        if (_earlier is not null)
        {
            _earlier.Remove(Pending); // an instance that was thrown before
            ExceptionContext.Attach(
                Pending, new AggregateException("Several exits failed. Each exception replaced the one before it.", _earlier), _pendingSince);
        }

        return new Outcome<bool>(Pending);
    }

    private void Suppressed()
    {
        _originalIsOver = _original is not null;
        _failures = 0;
        _earlier = null;
        Pending = null;
    }

    private void Replace(Exception exception)
    {
        if (++_failures < LongestChain)
            ExceptionContext.Attach(exception, Pending, _since);
        else if (ExceptionContext.Detach(exception, Pending!, _since) // a statement inside the exit, as of a stack in a stack, has linked them
            || !ReferenceEquals(exception.InnerException, Pending)) // a million wrappers, each around the one before, have them all already
            (_earlier ??= new HashSet<Exception>(ReferenceEqualityComparer.Instance)).Add(Pending!);
    }
}
