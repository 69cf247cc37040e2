namespace AsyncWith.Diagnostics;

/// <summary>Several observers as one. The token of a context is the array of theirs.</summary>
internal sealed class ObserverGroup(ObserverGuard[] observers) : ContextObserver
{
    public override bool FindsAbandoned { get; } = observers.Any(observer => observer.FindsAbandoned);

    public override object? Entering(object manager, string name) => Array.ConvertAll(observers, observer => observer.Entering(manager, name));

    public override void Entered(object? token)
    {
        for (var i = 0; i < observers.Length; i++)
            observers[i].Entered(Token(token, i));
    }

    public override void Exiting(object? token, Exception? exception)
    {
        for (var i = 0; i < observers.Length; i++)
            observers[i].Exiting(Token(token, i), exception);
    }

    public override void Ended(object? token, ContextOutcome outcome, Exception? exception)
    {
        for (var i = 0; i < observers.Length; i++)
            observers[i].Ended(Token(token, i), outcome, exception);
    }

    public override void Abandoned(object? token)
    {
        for (var i = 0; i < observers.Length; i++)
        {
            if (observers[i].FindsAbandoned)
                observers[i].Abandoned(Token(token, i));
        }
    }

    private static object? Token(object? tokens, int index) => ((object?[])tokens!)[index];
}
