namespace AsyncWith.Diagnostics;

/// <summary>What those that enter a manager call before they do.</summary>
internal static class Observation
{
    // In a class without anything to initialize, so that reading it is all that it costs while there is no observer.
    private static volatile ContextObserver? _observer;

    [ThreadStatic]
    private static bool _isTelling;

    /// <summary>The observer of the managers that are entered from now on, or <see langword="null"/>.</summary>
    internal static ContextObserver? Observer
    {
        get => _observer;
        set
        {
            WasOn |= value is not null; // before anything is observed
            _observer = value;
        }
    }

    /// <summary>The observer to tell of what is entered on this thread now, or <see langword="null"/>.</summary>
    internal static ContextObserver? Current => _observer is { } observer && !_isTelling ? observer : null;

    /// <summary>Whether there is an observer, or has been one.</summary>
    internal static bool WasOn { get; private set; }

    /// <summary>Whether an observer runs on this thread. What it enters is not observed, which would never end.</summary>
    internal static ref bool IsTelling => ref _isTelling; // by reference, since finding the field of a thread is most of the cost
}
