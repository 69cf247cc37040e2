namespace AsyncWith.Diagnostics;

/// <summary>A context in the tree. The code that enters and exits changes it, and it can be read at any time.</summary>
internal sealed class ContextNode(long id, string name, ContextNode? parent, string? openedBy, long start)
{
    private ContextNode? _parent = parent;
    private int _phase;
    private long _entered;
    private long _exiting;
    private long _ended;

    internal long Id => id;

    internal string Name => name;

    internal string? OpenedBy => openedBy;

    internal long? ParentId { get; } = parent?.Id;

    internal long Start => start;

    internal ContextPhase Phase => (ContextPhase)Volatile.Read(ref _phase);

    internal Exception? PendingException { get; private set; }

    internal ContextOutcome Outcome { get; private set; }

    internal string? Error { get; private set; }

    internal DateTimeOffset EndedAt { get; private set; }

    /// <summary>Whether the meter counts it.</summary>
    internal bool IsMetered { get; init; }

    /// <summary>The next and the one before in the list that it is in; only while that is locked.</summary>
    internal ContextNode? Next { get; set; }

    /// <inheritdoc cref="Next"/>
    internal ContextNode? Previous { get; set; }

    internal OpenContexts? List { get; set; }

    /// <summary>The innermost context around it that is open.</summary>
    /// <remarks>Those that are over are forgotten on the way, so that a flow that is always in some context keeps no chain of all that it has been
    /// in.</remarks>
    internal ContextNode? Parent
    {
        get
        {
            while (_parent is { Phase: ContextPhase.Over } over)
                _parent = over._parent;
            return _parent;
        }
    }

    /// <summary>The innermost context that is open: this one, or one around it.</summary>
    internal ContextNode? InnermostOpen => Phase == ContextPhase.Over ? Parent : this;

    internal long Entering => (_entered == 0 ? _ended : _entered) - start;

    internal long InBlock => _entered == 0 ? 0 : (_exiting == 0 ? _ended : _exiting) - _entered;

    internal long Exiting => _exiting == 0 ? 0 : _ended - _exiting;

    internal long Total => _ended - start;

    internal void Entered(long now)
    {
        _entered = now;
        Interlocked.CompareExchange(ref _phase, (int)ContextPhase.InBlock, (int)ContextPhase.Entering);
    }

    internal void Exits(Exception? exception, long now)
    {
        _exiting = now;
        PendingException = exception;
        Interlocked.CompareExchange(ref _phase, (int)ContextPhase.Exiting, (int)ContextPhase.InBlock);
    }

    /// <summary>Ends it, once.</summary>
    internal bool TryEnd(ContextOutcome outcome, Exception? exception, long now, DateTimeOffset time)
    {
        if (Interlocked.Exchange(ref _phase, (int)ContextPhase.Over) == (int)ContextPhase.Over)
            return false;

        (Outcome, Error, EndedAt, _ended) = (outcome, exception?.GetType().FullName, time, now);
        PendingException = null;
        _parent = Parent;
        return true;
    }
}
