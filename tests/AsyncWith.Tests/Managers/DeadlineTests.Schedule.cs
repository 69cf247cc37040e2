using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

public sealed partial class DeadlineTests
{
    [Fact]
    public async Task The_time_counts_from_entering()
    {
        var manager = Create();
        _clock.Advance(_minute);

        await manager.UseAsync(async deadline =>
        {
            _clock.Advance(_minute / 2);
            Assert.False(deadline.HasExpired);
        }).OrTimeout();

        Assert.True(await manager.UseAsync(async deadline =>
        {
            _clock.Advance(_minute);
            return deadline.HasExpired;
        }).OrTimeout());
    }

    [Fact]
    public async Task Without_time_the_token_is_cancelled_when_the_block_begins()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Deadline.After(TimeSpan.Zero, _clock).UseAsync(async deadline =>
        {
            Assert.True(deadline.HasExpired);
            deadline.Token.ThrowIfCancellationRequested();
        }).OrTimeout());

        Assert.Empty(_clock.Created);
    }

    [Fact]
    public async Task An_infinite_time_is_no_limit()
    {
        await Deadline.After(Timeout.InfiniteTimeSpan, _clock).UseAsync(async deadline =>
        {
            _clock.Advance(TimeSpan.FromDays(1_000));
            Assert.False(deadline.Token.IsCancellationRequested);
        }).OrTimeout();

        Assert.Empty(_clock.Created);
    }

    [Theory, AllCombinations]
    public async Task A_clock_that_fails_fails_the_enter_and_leaves_nothing_with_the_token_of_the_caller(bool isPointInTime)
    {
        using var caller = new CancellationTokenSource();
        var clock = new FailingClock { Failure = new EnterException() };
        var manager = isPointInTime ? Deadline.At(clock.GetUtcNow() + _minute, clock) : Deadline.After(_minute, clock);

        var entering = manager.EnterAsync(caller.Token).AsTask(); // the exception is in the task
        Assert.Same(clock.Failure, await Record.ExceptionAsync(() => entering.OrTimeout()));
        Garbage.AssertCollected([clock.Registered!]);

        clock.Failure = null;
        await manager.UseAsync(async deadline =>
        {
            Assert.False(deadline.HasExpired);
            await caller.CancelAsync();
            Assert.True(deadline.Token.IsCancellationRequested);
        }, caller.Token).OrTimeout();
    }

    [Fact]
    public async Task A_negative_time_is_refused_with_the_way_out()
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => Deadline.After(-_minute, _clock));
        Assert.Contains("Deadline.At", thrown.Message, StringComparison.Ordinal);

        await Create().UseAsync(async deadline =>
            Assert.Throws<ArgumentOutOfRangeException>(() => deadline.Reschedule(-_minute))).OrTimeout();
    }

    [Fact]
    public async Task A_deadline_expires_at_a_point_in_time()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Deadline.At(_clock.GetUtcNow() + _minute, _clock).UseAsync(async deadline =>
        {
            _clock.Advance(_minute - TimeSpan.FromTicks(1));
            Assert.False(deadline.HasExpired);
            _clock.Advance(TimeSpan.FromTicks(1));
            await ForeverAsync(deadline.Token);
        }).OrTimeout());
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public async Task A_timer_that_fires_late_expires_the_deadline(int milliseconds)
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Create().UseAsync(async deadline =>
        {
            _clock.Advance(_minute + TimeSpan.FromMilliseconds(milliseconds));
            Assert.True(deadline.HasExpired);
            await ForeverAsync(deadline.Token);
        }).OrTimeout());
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(-60_000)]
    public async Task A_point_in_time_that_is_past_has_expired_when_the_block_begins(int milliseconds)
    {
        var time = _clock.GetUtcNow() + TimeSpan.FromMilliseconds(milliseconds);

        var thrown = await Assert.ThrowsAsync<TimeoutException>(
            () => Deadline.At(time, _clock).UseAsync(async deadline => await ForeverAsync(deadline.Token)).OrTimeout());

        Assert.DoesNotContain("-", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_is_longer_than_timers_can_wait_is_kept()
    {
        var (year, longest) = (TimeSpan.FromDays(365), TimeSpan.FromMilliseconds(uint.MaxValue - 1));

        await Deadline.At(_clock.GetUtcNow() + year, _clock).UseAsync(async deadline =>
        {
            var rest = year;
            for (; rest > longest; rest -= longest)
                _clock.Advance(longest); // the clock moves at once: a timer that is made when one fires counts from the end
            _clock.Advance(rest - TimeSpan.FromTicks(1));
            Assert.False(deadline.HasExpired);
            _clock.Advance(TimeSpan.FromTicks(1));
            Assert.True(deadline.HasExpired);
        }).OrTimeout();

        await Deadline.At(DateTimeOffset.MaxValue, _clock).UseAsync(async deadline => Assert.False(deadline.HasExpired)).OrTimeout();
    }

    [Fact]
    public async Task Rescheduling_counts_from_now()
    {
        await Create().UseAsync(async deadline =>
        {
            _clock.Advance(_minute / 2);
            deadline.Reschedule(_minute);
            _clock.Advance(_minute - TimeSpan.FromTicks(1));
            Assert.False(deadline.HasExpired);
            _clock.Advance(TimeSpan.FromTicks(1));
            Assert.True(deadline.HasExpired);
        }).OrTimeout();
    }

    [Fact]
    public async Task Rescheduling_can_bring_it_forward()
    {
        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => Create().UseAsync(async deadline =>
        {
            deadline.Reschedule(_minute / 4);
            _clock.Advance(_minute / 4);
            await ForeverAsync(deadline.Token);
        }).OrTimeout());

        Assert.Contains("00:00:15", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rescheduling_can_lift_the_limit_and_set_it_again()
    {
        await Create().UseAsync(async deadline =>
        {
            deadline.Reschedule(Timeout.InfiniteTimeSpan);
            _clock.Advance(2 * _minute);
            Assert.False(deadline.HasExpired);
            deadline.Reschedule(_minute);
            _clock.Advance(_minute);
            Assert.True(deadline.HasExpired);
        }).OrTimeout();
    }

    [Fact]
    public async Task Rescheduling_to_nothing_expires_at_once()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Create().UseAsync(async deadline =>
        {
            deadline.Reschedule(TimeSpan.Zero);
            await ForeverAsync(deadline.Token);
        }).OrTimeout());
    }

    [Fact]
    public async Task Rescheduling_after_the_expiry_is_reported()
    {
        await Create().UseAsync(async deadline =>
        {
            _clock.Advance(_minute);
            var misuse = Assert.Throws<InvalidOperationException>(() => deadline.Reschedule(_minute));
            Assert.Contains("enter a new Deadline", misuse.Message, StringComparison.Ordinal);
        }).OrTimeout();
    }

    [Fact]
    public async Task Rescheduling_after_the_end_is_reported()
    {
        var ended = await Create().UseAsync(async deadline => deadline).OrTimeout();

        var misuse = Assert.Throws<InvalidOperationException>(() => ended.Reschedule(_minute));

        Assert.Contains("inside the block", misuse.Message, StringComparison.Ordinal);
        Assert.Equal(0, _clock.Running);
    }

    [Fact]
    public async Task A_timer_that_fires_while_it_is_replaced_changes_nothing()
    {
        await Create().UseAsync(async deadline =>
        {
            deadline.Reschedule(2 * _minute);
            _clock.Created[0].Fire();
            Assert.False(deadline.HasExpired);
            Assert.Equal(1, _clock.Running);
        }).OrTimeout();
    }

    [Fact]
    public async Task A_timer_that_fires_while_the_block_ends_changes_nothing()
    {
        var ended = await Create().UseAsync(async deadline => deadline).OrTimeout();

        _clock.Created[0].Fire();

        Assert.False(ended.HasExpired);
        Assert.False(ended.Token.IsCancellationRequested);
    }

    /// <summary>A clock that can be told to make no timers.</summary>
    private sealed class FailingClock : TimeProvider
    {
        public Exception? Failure { get; set; }

        /// <summary>What is registered with the token of the deadline that asked for a timer last, so that this token keeps it.</summary>
        public WeakReference? Registered { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var registered = new object();
            ((Deadline)state!).Token.Register(static _ => { }, registered);
            Registered = new WeakReference(registered);
            return Failure is null ? base.CreateTimer(callback, state, dueTime, period) : throw Failure;
        }
    }
}
