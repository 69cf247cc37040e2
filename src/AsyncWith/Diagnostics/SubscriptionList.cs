namespace AsyncWith.Diagnostics;

/// <summary>The observers that are subscribed.</summary>
internal static class SubscriptionList
{
    private static readonly Lock _gate = new();
    private static ObserverGuard[] _all = [];

    internal static IDisposable Add(ContextObserver observer)
    {
        var added = new ObserverGuard(observer); // asks the observer, so not while the lock is held
        lock (_gate)
        {
            if (Array.Find(_all, guard => ReferenceEquals(guard.Observer, observer)) is { } subscribed)
                added = subscribed;
            else
                Set([.. _all, added]);
            added.Count++;
        }

        return new Subscription(added);
    }

    internal static void Remove(ObserverGuard observer)
    {
        observer.Stop();
        lock (_gate)
            Set([.. _all.Where(other => other != observer)]);
    }

    private static void Set(ObserverGuard[] observers)
    {
        _all = observers;
        Observation.Observer = observers switch
        {
            [] => null,
            [var one] => one,
            _ => new ObserverGroup(observers),
        };
    }

    private sealed class Subscription(ObserverGuard observer) : IDisposable
    {
        private ObserverGuard? _observer = observer;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _observer, null) is not { } observer)
                return;

            lock (_gate)
            {
                if (--observer.Count == 0)
                    Remove(observer);
            }
        }
    }
}
