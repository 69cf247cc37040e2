namespace AsyncWith.Diagnostics;

/// <summary>Subscribes observers to all contexts of the process. While there is no observer, it costs nothing.</summary>
/// <remarks>
/// <code>
/// using (ContextDiagnostics.Subscribe(new OpenContexts()))
///     await RunAsync();
/// </code>
/// The package <c>AsyncWith.Diagnostics</c> has an observer that keeps a tree of what is open.
/// </remarks>
public static class ContextDiagnostics
{
    /// <summary>Has <paramref name="observer"/> told of the contexts that are entered from now on.</summary>
    /// <param name="observer">
    /// The observer. Several can be subscribed at once. One that is subscribed several times is told once, until each subscription is disposed of.
    /// </param>
    /// <returns>The subscription. Once it is disposed of, the observer is told nothing more, not even of contexts that are open.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="observer"/> is null.</exception>
    public static IDisposable Subscribe(ContextObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return SubscriptionList.Add(observer);
    }
}
