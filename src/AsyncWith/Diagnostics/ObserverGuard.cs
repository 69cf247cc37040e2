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

        Observation.IsTelling = true;
        try
        {
            return observer.Entering(manager, name);
        }
        catch (Exception exception)
        {
            Unsubscribe(exception);
            return null;
        }
        finally
        {
            Observation.IsTelling = false;
        }
    }

    public override void Entered(object? token)
    {
        if (_isOver)
            return;

        Observation.IsTelling = true;
        try
        {
            observer.Entered(token);
        }
        catch (Exception exception)
        {
            Unsubscribe(exception);
        }
        finally
        {
            Observation.IsTelling = false;
        }
    }

    public override void Exiting(object? token, Exception? exception)
    {
        if (_isOver)
            return;

        Observation.IsTelling = true;
        try
        {
            observer.Exiting(token, exception);
        }
        catch (Exception thrown)
        {
            Unsubscribe(thrown);
        }
        finally
        {
            Observation.IsTelling = false;
        }
    }

    public override void Ended(object? token, ContextOutcome outcome, Exception? exception)
    {
        if (_isOver)
            return;

        Observation.IsTelling = true;
        try
        {
            observer.Ended(token, outcome, exception);
        }
        catch (Exception thrown)
        {
            Unsubscribe(thrown);
        }
        finally
        {
            Observation.IsTelling = false;
        }
    }

    public override void Abandoned(object? token)
    {
        if (_isOver)
            return;

        Observation.IsTelling = true;
        try
        {
            observer.Abandoned(token);
        }
        catch (Exception exception)
        {
            Unsubscribe(exception);
        }
        finally
        {
            Observation.IsTelling = false;
        }
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
