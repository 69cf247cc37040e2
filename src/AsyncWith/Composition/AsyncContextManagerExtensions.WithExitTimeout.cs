using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Limits the time of the exit. If it takes longer than <paramref name="timeout"/>, <see cref="TimeoutException"/> is thrown.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">The manager whose exit is limited.</param>
    /// <param name="timeout">How long the exit may take; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <returns>A manager that can be entered as often as <paramref name="manager"/>.</returns>
    /// <remarks>
    /// A late release keeps running. Its task is in the exception's <see cref="Exception.Data"/> under
    /// <c>"AsyncWith.AbandonedExit"</c>; if it fails and is not awaited, <see cref="TaskScheduler.UnobservedTaskException"/> is raised.
    /// <code>
    /// await Connect().WithExitTimeout(TimeSpan.FromSeconds(5)).UseAsync(async connection => await connection.SendAsync("hello"));
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="manager"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite, or over 4,294,967,294
    /// milliseconds.</exception>
    public static IAsyncContextManager<T> WithExitTimeout<T>(
        this IAsyncContextManager<T> manager, TimeSpan timeout, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(manager);
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromMilliseconds(uint.MaxValue - 1));
        }

        return new ExitTimeoutManager<T>(manager, timeout, timeProvider ?? TimeProvider.System);
    }

    private sealed class ExitTimeoutManager<T>(IAsyncContextManager<T> manager, TimeSpan timeout, TimeProvider timeProvider)
        : IAsyncContextManager<T>, INamedManager
    {
        public string Name => ManagerName.Of(manager);

        public override string ToString() => $"{manager}, exit within {timeout}";

        public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => manager.EnterAsync(cancellationToken);

        public async ValueTask<bool> ExitAsync(Exception? exception)
        {
            var exit = manager.ExitAsync(exception).AsTask();
            await ((Task)exit).WaitAsync(timeout, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (exit.IsCompleted)
                return await exit.ConfigureAwait(false);

            throw new TimeoutException($"The context manager did not exit within {timeout}. The release keeps running and is not awaited.")
            {
                Data = { ["AsyncWith.AbandonedExit"] = exit },
            };
        }
    }
}
