using Microsoft.Extensions.Time.Testing;

namespace AsyncWith.Tests.Managers;

/// <summary>A clock that stands still until a test moves it, and knows its timers. They fire on the thread that moves it.</summary>
internal sealed class ManualTimeProvider() : FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private int _running;

    /// <summary>All timers ever made, in their order.</summary>
    public List<ManualTimer> Created { get; } = [];

    /// <summary>How many timers are not disposed of.</summary>
    public int Running => Volatile.Read(ref _running);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // As the system's timers.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime, TimeSpan.FromMilliseconds(uint.MaxValue - 1));
        var timer = new ManualTimer(this, () => callback(state), base.CreateTimer(callback, state, dueTime, period));
        lock (Created)
            Created.Add(timer);
        Interlocked.Increment(ref _running);
        return timer;
    }

    internal sealed class ManualTimer(ManualTimeProvider clock, Action callback, ITimer timer) : ITimer
    {
        private int _disposed;

        /// <summary>Calls back, also where the timer was disposed of: one that fires just then does.</summary>
        public void Fire() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timer.Dispose();
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                Interlocked.Decrement(ref clock._running);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
