using System.Diagnostics;

namespace AsyncWith.Diagnostics;

/// <summary>A subscribed observer, which is unsubscribed when it throws.</summary>
internal sealed class ObserverGuard(ContextObserver observer) : ContextObserver
{
    private volatile bool _isOver;

    public override bool FindsAbandoned { get; } = observer.FindsAbandoned;

    /// <summary>The observer that is told.</summary>
    internal ContextObserver Observer => observer;

    /// <summary>How many subscriptions there are.</summary>
    internal int Count { get; set; }

    public override object? Entering(object manager, string name)
    {
        if (_isOver)
            return null;

        ref var isTelling = ref Observation.IsTelling;
        isTelling = true;
        object? token = null;
        try
        {
            token = observer.Entering(manager, name);
        }
        catch (Exception exception)
        {
            Unsubscribe(exception);
        }

        isTelling = false;
        return token;
    }

    public override void Entered(object? token)
    {
        if (_isOver)
            return;

        ref var isTelling = ref Observation.IsTelling;
        isTelling = true;
        try
        {
            observer.Entered(token);
        }
        catch (Exception exception)
        {
            Unsubscribe(exception);
        }

        isTelling = false;
    }

    public override void Exiting(object? token, Exception? exception)
    {
        if (_isOver)
            return;

        ref var isTelling = ref Observation.IsTelling;
        isTelling = true;
        try
        {
            observer.Exiting(token, exception);
        }
        catch (Exception thrown)
        {
            Unsubscribe(thrown);
        }

        isTelling = false;
    }

    public override void Ended(object? token, ContextOutcome outcome, Exception? exception)
    {
        if (_isOver)
            return;

        ref var isTelling = ref Observation.IsTelling;
        isTelling = true;
        try
        {
            observer.Ended(token, outcome, exception);
        }
        catch (Exception thrown)
        {
            Unsubscribe(thrown);
        }

        isTelling = false;
    }

    public override void Abandoned(object? token)
    {
        if (_isOver)
            return;

        ref var isTelling = ref Observation.IsTelling;
        isTelling = true;
        try
        {
            observer.Abandoned(token);
        }
        catch (Exception exception)
        {
            Unsubscribe(exception);
        }

        isTelling = false;
    }

    /// <summary>Tells the observer nothing from now on.</summary>
    internal void Stop() => _isOver = true;

    private void Unsubscribe(Exception exception)
    {
        SubscriptionList.Remove(this);
        try
        {
            Trace.TraceError("A context observer threw, and was unsubscribed: {0}", exception);
        }
        catch (Exception)
        {
            // A listener may throw too. The context is not affected by its observers.
        }
    }
}
