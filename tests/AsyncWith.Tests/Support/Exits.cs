namespace AsyncWith.Tests.Support;

/// <summary>Exits to register.</summary>
public static class Exits
{
    public static Func<Exception?, ValueTask<bool>> Throwing(Exception thrown, Interleaving how = Interleaving.Synchronous) =>
        _ => how.RunAsync<bool>(() => throw thrown);

    public static Func<Exception?, ValueTask<bool>> Suppressing(Interleaving how = Interleaving.Synchronous) =>
        _ => how.RunAsync(() => true);

    /// <summary>Notes what it is told, and lets it pass.</summary>
    public static Func<Exception?, ValueTask<bool>> Seeing(ICollection<Exception?> seen, Interleaving how = Interleaving.Synchronous) =>
        exception => how.RunAsync(() =>
        {
            seen.Add(exception);
            return false;
        });
}
