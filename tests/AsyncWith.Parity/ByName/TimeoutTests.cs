using AsyncWith.Tests.Managers;
using Xunit;
using static AsyncWith.Parity.ByName.Waiting;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>TimeoutTests</c>, those about one timeout.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _late = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _clock = new();
    private Deadline? _deadline;

    private static Task<TimeoutException> TimesOutAsync(IAsyncContextManager<Deadline> manager, Func<Deadline, Task> body) =>
        Assert.ThrowsAsync<TimeoutException>(async () => await manager.UseAsync(body));

    private async Task ExpireAsync(Deadline deadline)
    {
        _deadline = deadline;
        var waiting = ForeverAsync(deadline.Token);
        _clock.Advance(_soon);
        await waiting;
    }

    private async Task NoteAsync(Deadline deadline)
    {
        _deadline = deadline;
        _clock.Advance(_soon);
        await Task.Yield();
    }

    [Fact]
    public async Task Timeout_basic()
    {
        await TimesOutAsync(Deadline.After(_soon, _clock), ExpireAsync);

        Assert.True(_deadline!.HasExpired);
    }

    [Fact]
    public async Task Timeout_at_basic()
    {
        await TimesOutAsync(Deadline.At(_clock.GetUtcNow() + _soon, _clock), ExpireAsync);

        Assert.True(_deadline!.HasExpired);
    }

    [Fact]
    public async Task Waiter_cancelled()
    {
        var canceled = false;

        await TimesOutAsync(Deadline.After(_soon, _clock), deadline =>
        {
            var waiting = ForeverAsync(() => canceled = true, deadline.Token);
            _clock.Advance(_soon);
            return waiting;
        });

        Assert.True(canceled);
    }

    [Fact]
    public async Task Timeout_not_called()
    {
        await Deadline.After(_late, _clock).UseAsync(NoteAsync);

        Assert.False(_deadline!.HasExpired);
        Assert.Equal(0, _clock.Running);
    }

    [Fact]
    public async Task Timeout_disabled()
    {
        await Deadline.After(Timeout.InfiniteTimeSpan, _clock).UseAsync(NoteAsync);

        Assert.False(_deadline!.HasExpired);
        Assert.Empty(_clock.Created);
    }

    [Fact]
    public async Task Timeout_at_disabled()
    {
        await Deadline.At(DateTimeOffset.MaxValue, _clock).UseAsync(NoteAsync);

        Assert.False(_deadline!.HasExpired);
    }

    [Fact]
    public async Task Timeout_zero()
    {
        await TimesOutAsync(Deadline.After(TimeSpan.Zero, _clock), deadline =>
        {
            _deadline = deadline;
            return ForeverAsync(deadline.Token);
        });

        Assert.True(_deadline!.HasExpired);
    }

    [Fact]
    public async Task Timeout_zero_sleep_zero()
    {
        await TimesOutAsync(Deadline.After(TimeSpan.Zero, _clock), deadline =>
        {
            _deadline = deadline;
            return Task.Delay(0, deadline.Token);
        });

        Assert.True(_deadline!.HasExpired);
    }

    [Fact]
    public async Task Timeout_in_the_past_sleep_zero()
    {
        await TimesOutAsync(Deadline.At(_clock.GetUtcNow() - _late, _clock), deadline =>
        {
            _deadline = deadline;
            return Task.Delay(0, deadline.Token);
        });

        Assert.True(_deadline!.HasExpired);
    }

    [Fact]
    public async Task Foreign_exception_passed()
    {
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await Deadline.After(_soon, _clock).UseAsync(async deadline =>
        {
            _deadline = deadline;
            throw new KeyNotFoundException();
        }));

        Assert.False(_deadline!.HasExpired);
    }

    [Fact]
    public async Task Timeout_exception_context()
    {
        var thrown = await TimesOutAsync(Deadline.After(_soon, _clock), async deadline =>
        {
            try
            {
                throw new DivideByZeroException();
            }
            catch (DivideByZeroException failure)
            {
                _clock.Advance(_soon);
                throw new OperationCanceledException("while handling", failure, deadline.Token);
            }
        });

        var cancellation = Assert.IsType<OperationCanceledException>(thrown.InnerException);
        Assert.IsType<DivideByZeroException>(cancellation.InnerException);
    }

    [Fact]
    public async Task Foreign_exception_on_timeout()
    {
        var thrown = await Assert.ThrowsAsync<DivideByZeroException>(async () => await Deadline.After(_soon, _clock).UseAsync(async deadline =>
        {
            _deadline = deadline;
            try { await ExpireAsync(deadline); }
            catch (OperationCanceledException cancellation) { throw new DivideByZeroException(null, cancellation); }
        }));

        Assert.IsType<TaskCanceledException>(thrown.InnerException);
        Assert.True(_deadline!.HasExpired);
    }

    [Fact]
    public async Task Foreign_cancel_doesnt_timeout_if_not_expired()
    {
        using var caller = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Deadline.After(_late, _clock).UseAsync(
            async deadline =>
            {
                _deadline = deadline;
                await caller.CancelAsync();
                await ForeverAsync(deadline.Token);
            },
            caller.Token));

        Assert.False(_deadline!.HasExpired);
    }

    [Fact]
    public async Task Outer_task_is_not_cancelled()
    {
        var task = OuterAsync();
        await task;

        Assert.True(task.IsCompletedSuccessfully);

        async Task OuterAsync() => await TimesOutAsync(Deadline.After(_soon, _clock), ExpireAsync);
    }

    [Fact]
    public async Task Timeout_after_cancellation()
    {
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();
        try
        {
            await ForeverAsync(caller.Token);
        }
        catch (OperationCanceledException)
        {
            await TimesOutAsync(Deadline.After(TimeSpan.Zero, _clock), deadline => ForeverAsync(deadline.Token));
        }

        Assert.Equal(0, _clock.Running);
    }

    [Fact]
    public async Task Cancel_in_timeout_after_cancellation()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        await first.CancelAsync();
        try
        {
            await ForeverAsync(first.Token);
        }
        catch (OperationCanceledException)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Deadline.After(_late, _clock).UseAsync(
                async deadline =>
                {
                    await second.CancelAsync();
                    await ForeverAsync(deadline.Token);
                },
                second.Token));
        }

        Assert.Equal(0, _clock.Running);
    }
}
