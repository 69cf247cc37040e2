using Microsoft.Extensions.Time.Testing;
using Xunit;
using static AsyncWith.Parity.ByName.Waiting;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>TimeoutTests</c>, those about rescheduling and wrong use.</summary>
public sealed class TimeoutUseTests
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _late = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Reschedule()
    {
        using var caller = new CancellationTokenSource();
        var entered = new TaskCompletionSource<Deadline>();
        var statement = Deadline.After(_soon, _clock).UseAsync(
            deadline =>
            {
                entered.SetResult(deadline);
                return ForeverAsync(deadline.Token);
            },
            caller.Token).AsTask();
        var rescheduled = await entered.Task;

        rescheduled.Reschedule(_late);
        _clock.Advance(_soon);
        Assert.False(rescheduled.HasExpired);
        rescheduled.Reschedule(Timeout.InfiniteTimeSpan);
        _clock.Advance(_late);
        Assert.False(rescheduled.HasExpired);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => statement);
        Assert.False(rescheduled.HasExpired);
    }

    [Fact]
    public async Task Timeout_already_entered()
    {
        var manager = Deadline.After(_late, _clock);

        await manager.UseAsync(async _ =>
        {
            var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.UseAsync(async _ => { }));
            Assert.Contains("entered already", thrown.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Timeout_finished()
    {
        Deadline? finished = null;
        await Deadline.After(_late, _clock).UseAsync(async deadline => finished = deadline);

        var thrown = Assert.Throws<InvalidOperationException>(() => finished!.Reschedule(_late));

        Assert.Contains("has ended", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeout_expired()
    {
        Deadline? expired = null;
        await Assert.ThrowsAsync<TimeoutException>(async () => await Deadline.After(TimeSpan.Zero, _clock).UseAsync(deadline =>
        {
            expired = deadline;
            return ForeverAsync(deadline.Token);
        }));

        Assert.Throws<InvalidOperationException>(() => expired!.Reschedule(_late));
    }

    [Fact]
    public async Task Timeout_expiring()
    {
        await Deadline.After(_soon, _clock).UseAsync(async deadline =>
        {
            _clock.Advance(_soon);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ForeverAsync(deadline.Token));

            var thrown = Assert.Throws<InvalidOperationException>(() => deadline.Reschedule(_late));
            Assert.Contains("has expired", thrown.Message, StringComparison.Ordinal);
        });
    }
}
