namespace AsyncWith.Tests.Managers;

/// <summary>A clock that stands still until a test moves it. Its timers fire on the thread that does.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _running = [];
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All timers ever made, in their order.</summary>
    public List<ManualTimer> Created { get; } = [];

    /// <summary>How many timers are not disposed of.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
                return _running.Count;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // As the system's timers.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime, TimeSpan.FromMilliseconds(uint.MaxValue - 1));
        ArgumentOutOfRangeException.ThrowIfNotEqual(period, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            var timer = new ManualTimer(this, () => callback(state), _now + dueTime);
            Created.Add(timer);
            _running.Add(timer);
            return timer;
        }
    }

    public void Advance(TimeSpan time)
    {
        var end = GetUtcNow() + time;
        while (TakeDue(end) is { } timer)
            timer.Fire();
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var timer = _running.Where(timer => !timer.Fired && timer.Due <= end).MinBy(timer => timer.Due);
            _now = timer?.Due ?? end;
            timer?.Fired = true;
            return timer;
        }
    }

    internal sealed class ManualTimer(ManualTimeProvider clock, Action callback, DateTimeOffset due) : ITimer
    {
        public DateTimeOffset Due => due;

        public bool Fired { get; set; }

        /// <summary>Calls back, also where the timer was disposed of: one that fires just then does.</summary>
        public void Fire() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose()
        {
            lock (clock._gate)
                clock._running.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
