using System.Runtime.CompilerServices;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

// The statement tells an observer itself what it does. A wrapper around the manager would stand between each task and the await of it.
public static partial class AsyncContextManagerExtensions
{
    /// <summary>Starts the statement as one that is observed, or as one that is not. Throws nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ValueTask ObserveAndStartAsync<T, TState>(
        IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, CancellationToken cancellationToken) =>
        Observation.Current is { } observer
            ? StartAsync(new ObservedUse<T>(observer, manager), state, body, cancellationToken)
            : StartAsync(new UnobservedUse<T>(manager), state, body, cancellationToken);

    /// <summary>The same for a statement with a result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ValueTask<TResult> ObserveAndStartAsync<T, TState, TResult>(
        IAsyncContextManager<T> manager,
        TState state,
        Func<T, TState, ValueTask<TResult>> body,
        Func<Exception, Outcome<TResult>> suppressed,
        CancellationToken cancellationToken) =>
        Observation.Current is { } observer
            ? StartAsync(new ObservedUse<T>(observer, manager), state, body, suppressed, cancellationToken)
            : StartAsync(new UnobservedUse<T>(manager), state, body, suppressed, cancellationToken);
}
