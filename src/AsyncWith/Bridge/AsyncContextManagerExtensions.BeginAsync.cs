using System.Runtime.CompilerServices;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Enters <paramref name="manager"/> for an <c>await using</c> block.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">The manager to enter.</param>
    /// <param name="cancellationToken">Cancels entering.</param>
    /// <returns>A scope that exits the manager when disposed of; call its <see cref="ContextScope{T}.Complete"/> at the end of the block.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="manager"/> is null.</exception>
    /// <exception cref="Exception">What entering threw, <see cref="OperationCanceledException"/> included.</exception>
    public static ValueTask<ContextScope<T>> BeginAsync<T>(this IAsyncContextManager<T> manager, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        return Handoff.ToValueTask(EnterAsync(manager, cancellationToken));

        static async ValueTask<Handoff<ContextScope<T>>> EnterAsync(IAsyncContextManager<T> manager, CancellationToken cancellationToken)
        {
            var before = ExecutionContext.Capture();
            var observed = Observation.Current is { } observer ? new StrongBox<ObservedUse<T>>(new ObservedUse<T>(observer, manager)) : null;
            var unchanged = ExecutionContext.Capture();
            var enter = await ManagerEnter.CallAsync(manager, cancellationToken).Outcome(continueOnCapturedContext: false);
            if (enter.Exception is not null)
                observed?.Value.NotEntered(enter.Exception);
            var resource = enter.ValueOrThrow();
            observed?.Value.Entered();
            return new(new ContextScope<T>(manager, observed, resource, AmbientSnapshot.TakeIfChanged(before, unchanged)));
        }
    }
}
