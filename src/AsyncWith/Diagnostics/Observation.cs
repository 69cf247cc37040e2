using System.Runtime.CompilerServices;
using AsyncWith.Internal;

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
        set => _observer = value;
    }

    /// <summary>Whether there is an observer.</summary>
    internal static bool IsOn => _observer is not null;

    /// <summary>Whether an observer runs on this thread. What it enters is not observed, which would never end.</summary>
    internal static ref bool IsTelling => ref _isTelling; // by reference, since finding the field of a thread is most of the cost

    /// <summary>Whether a statement tells the observer of <paramref name="manager"/> itself. Otherwise it runs what
    /// <see cref="Observe{T}(IAsyncContextManager{T})"/> returns.</summary>
    internal static bool TellsOf<T>(IAsyncContextManager<T> manager) => !_isTelling && manager is not IOuterManager<T>;

    /// <summary>The manager to enter now, and to exit, in place of <paramref name="manager"/>: itself while there is no observer.</summary>
    /// <remarks>The observer is told here that it is about to be entered. Ambient state that it sets is the caller's before the manager changes
    /// it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static IAsyncContextManager<T> Observe<T>(IAsyncContextManager<T> manager) =>
        _observer is { } observer ? Observe(manager, observer) : manager;

    private static IAsyncContextManager<T> Observe<T>(IAsyncContextManager<T> manager, ContextObserver observer)
    {
        if (_isTelling)
            return manager;
        return manager is IOuterManager<T> outer
            ? outer.Around(Observe(outer.Inner, observer))
            : new ObservedManager<T>(manager, observer);
    }
}
