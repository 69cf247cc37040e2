using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Limits the time of a block. When the time is over, the token is cancelled, and the statement throws
/// <see cref="TimeoutException"/>.</summary>
/// <remarks>
/// <code>
/// await Deadline.After(TimeSpan.FromSeconds(5)).UseAsync(async deadline =>
/// {
///     await DownloadAsync(deadline.Token);
/// }, cancellationToken);
/// </code>
/// An <see cref="OperationCanceledException"/> that leaves the block after the deadline has expired becomes a <see cref="TimeoutException"/> with
/// that exception inside. Its token does not matter, because libraries link tokens. While the caller's token, which is passed to the statement, is
/// cancelled, the exception propagates unchanged. Every other exception propagates unchanged too. A block that completes although the deadline has
/// expired succeeds.
/// <para>
/// To nest deadlines, pass the outer <see cref="Token"/> to the inner statement. Then the deadline that has expired throws. Only the token interrupts
/// the block: code that ignores it runs to its end.
/// </para>
/// <para>
/// The exit waits for the callbacks on <see cref="Token"/> that the expiry called, and throws what they threw. A callback must not wait for the
/// statement: that would be a deadlock. It can start a task that awaits the statement.
/// </para>
/// </remarks>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public sealed class Deadline
{
    private const string Expired =
        "The deadline has expired and its token stays cancelled. Call Reschedule before it expires, or enter a new Deadline.";

    private const string Ended =
        "The block of this deadline has ended. Call Reschedule inside the block only, and enter a new Deadline for the next block.";

    private const string NegativeDelay =
        "The time of a deadline cannot be negative. Use Deadline.At for a point in time in the past, and Timeout.InfiniteTimeSpan for no limit.";

    // In milliseconds. It is the longest that a timer takes; what is beyond is waited for in several steps.
    private const double LongestWait = uint.MaxValue - 1;

    private readonly TimeProvider _timeProvider;
    private BlockCancellation _cancellation; // its SyncRoot is the lock of the fields below
    private ITimer? _timer; // may fire early, and after it was changed
    private TimeSpan _delay;
    private long _start; // of the delay
    private bool _hasExpired;
    private bool _hasEnded;

    internal Deadline(TimeProvider timeProvider, CancellationToken caller)
    {
        _timeProvider = timeProvider;
        _cancellation = new BlockCancellation(caller);
    }

    /// <summary>The token to pass to all that the block awaits. It is cancelled when the deadline expires, or when the caller's token is.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Whether the deadline expired while the block ran. The token is then cancelled. The block can still continue and succeed.</summary>
    public bool HasExpired => Volatile.Read(ref _hasExpired);

    /// <summary>Takes no lock, which a thread that a debugger has stopped may hold, and does not call the clock of other code.</summary>
    private string DebuggerDisplay => Describe(asksClock: _timeProvider == TimeProvider.System);

    private TimeSpan TimeLeft => _delay - _timeProvider.GetElapsedTime(_start);

    /// <summary>Creates a manager with a deadline that expires some time after the enter.</summary>
    /// <param name="delay">
    /// The time from the enter; <see cref="Timeout.InfiniteTimeSpan"/> for no limit, until <see cref="Reschedule"/> sets one. With
    /// <see cref="TimeSpan.Zero"/> the token is cancelled when the block begins.
    /// </param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <returns>A manager that can be entered again after each block. The enter throws if the caller's token is cancelled.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative and not infinite.</exception>
    public static IAsyncContextManager<Deadline> After(TimeSpan delay, TimeProvider? timeProvider = null)
    {
        ThrowIfNegative(delay);
        return new DeadlineManager(delay, timeProvider ?? TimeProvider.System);
    }

    /// <summary>Creates a manager with a deadline at a point in time.</summary>
    /// <param name="time">When the deadline expires. If this is in the past, the token is cancelled when the block begins.</param>
    /// <param name="timeProvider">The clock; the system's by default. It is read once, when the manager is entered. Setting the clock later changes
    /// nothing.</param>
    /// <returns>A manager that can be entered again after each block. The enter throws if the caller's token is cancelled.</returns>
    public static IAsyncContextManager<Deadline> At(DateTimeOffset time, TimeProvider? timeProvider = null) =>
        new PointInTimeManager(time, timeProvider ?? TimeProvider.System);

    /// <summary>Moves the deadline. It expires when <paramref name="delay"/> has passed from now.</summary>
    /// <param name="delay">
    /// The time from now; <see cref="Timeout.InfiniteTimeSpan"/> for no limit. With <see cref="TimeSpan.Zero"/> the deadline expires at once.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative and not infinite.</exception>
    /// <exception cref="InvalidOperationException">The deadline has expired, or its block has ended. If this call returns, the deadline had
    /// not expired.</exception>
    public void Reschedule(TimeSpan delay)
    {
        ThrowIfNegative(delay);
        Schedule(delay);
    }

    /// <summary>Describes the time that is left.</summary>
    /// <returns>A text for debuggers and logs, such as "expires in 00:00:04".</returns>
    public override string ToString()
    {
        lock (_cancellation.SyncRoot)
            return Describe(asksClock: true);
    }

    /// <summary>Starts the timer, or replaces it.</summary>
    internal void Schedule(TimeSpan delay)
    {
        lock (_cancellation.SyncRoot)
        {
            if (_hasEnded)
                throw new InvalidOperationException(Ended);
            if (_hasExpired)
                throw new InvalidOperationException(Expired);
            _delay = delay;
            _start = _timeProvider.GetTimestamp();
            Wait(delay);
        }
    }

    /// <summary>The block has ended.</summary>
    internal ValueTask<bool> EndAsync(Exception? exception)
    {
        lock (_cancellation.SyncRoot)
        {
            _hasEnded = true;
            _timer?.Dispose();
        }

        if (_hasExpired)
            return EndExpiredAsync(exception);
        Unregister();
        return default;
    }

    /// <summary>Unregisters from the caller's token.</summary>
    internal void Unregister() => _cancellation.Unregister();

    private static void ThrowIfNegative(TimeSpan delay)
    {
        if (delay < TimeSpan.Zero && delay != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(delay), delay, NegativeDelay);
    }

    private string Describe(bool asksClock) =>
        _hasExpired ? "expired"
        : _hasEnded ? "ended"
        : _delay == Timeout.InfiniteTimeSpan ? "no limit"
        : asksClock ? $"expires in {TimeLeft}"
        : $"expires after {_delay}";

    /// <summary>Expires, or sets the timer for the time that is left.</summary>
    private void Wait(TimeSpan left)
    {
        if (_delay == Timeout.InfiniteTimeSpan)
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        if (left <= TimeSpan.Zero)
        {
            _hasExpired = true;
            _cancellation.Cancel();
            return;
        }

        var milliseconds = Math.Min(Math.Ceiling(left.TotalMilliseconds), LongestWait); // a timer cuts off fractions
        var wait = TimeSpan.FromMilliseconds(milliseconds);
        if (_timer is null)
            _timer = _timeProvider.CreateTimer(static deadline => ((Deadline)deadline!).Fire(), this, wait, Timeout.InfiniteTimeSpan);
        else
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Fire()
    {
        lock (_cancellation.SyncRoot)
        {
            if (!_hasEnded && !_hasExpired)
                Wait(TimeLeft);
        }
    }

    private async ValueTask<bool> EndExpiredAsync(Exception? exception)
    {
        if (await _cancellation.EndAsync().ConfigureAwait(false) is { } thrownByCallback)
            throw thrownByCallback;
        if (exception is OperationCanceledException && !_cancellation.Caller.IsCancellationRequested)
            throw new TimeoutException($"The deadline expired: the block did not complete within {_delay}.", exception);
        return false;
    }
}
