namespace AsyncWith.Internal;

/// <summary>The exception that is pending while several exits run one after the other (rules E1 to E4).</summary>
internal struct Unwinding
{
    private readonly Exception? _original;
    private bool _originalIsOver;
    private HashSet<Exception>? _tree; // all that the pending exception carries; only once two exits threw

    /// <param name="original">The exception that left the block, or <see langword="null"/>.</param>
    internal Unwinding(Exception? original) => Pending = _original = original;

    /// <summary>What the next exit sees.</summary>
    internal Exception? Pending { get; private set; }

    /// <summary>An exit completed. What it answers means nothing where no exception is pending.</summary>
    internal void Exited(bool suppress)
    {
        if (!suppress || Pending is null)
            return;
        _originalIsOver = _original is not null;
        _tree = null;
        Pending = null;
    }

    /// <summary>An exit threw: its exception is pending now, and the one before stays visible in it, unless it was suppressed already.</summary>
    internal void Threw(Exception exception)
    {
        if (Pending is not null)
        {
            // Known from exit to exit, so that a million failing ones take time in proportion.
            _tree ??= new HashSet<Exception>(ExceptionContext.Tree(Pending), ReferenceEqualityComparer.Instance);
            var own = ExceptionContext.Tree(exception).ToList();
            ExceptionContext.Attach(exception, Pending, _tree);
            _tree.UnionWith(own);
        }

        if (_originalIsOver)
            ExceptionContext.Forget(exception, _original!); // the statement around knows the original only, and must not add it
        Pending = exception;
    }

    /// <summary>What the exits answer together: as one manager's <see cref="IAsyncContextManager{T}.ExitAsync"/> would.</summary>
    internal readonly ValueTask<bool> Outcome()
    {
        if (Pending is null)
            return new ValueTask<bool>(_original is not null);
        return ReferenceEquals(Pending, _original) ? new ValueTask<bool>(false) : Faults.ToValueTask<bool>(Pending);
    }
}
