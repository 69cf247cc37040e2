using Microsoft.Extensions.Time.Testing;
using Xunit;
using static AsyncWith.Parity.ByName.Waiting;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>TimeoutTests</c>, those about timeouts inside others.</summary>
public sealed class NestedTimeoutTests
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _late = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();

    private Task<TimeoutException> TimesOutAsync(TimeSpan after, Func<Deadline, Task> body, CancellationToken outer = default) =>
        Assert.ThrowsAsync<TimeoutException>(async () => await Deadline.After(after, _clock).UseAsync(body, outer));

    private Task WaitAsync(Deadline deadline, TimeSpan pass, Action? canceled = null)
    {
        var waiting = ForeverAsync(canceled ?? (() => { }), deadline.Token);
        _clock.Advance(pass);
        return waiting;
    }

    [Fact]
    public async Task Nested_timeouts()
    {
        var end = _clock.GetUtcNow() + _soon;
        var canceled = false;
        var deadlines = new List<Deadline>();

        await Assert.ThrowsAsync<TimeoutException>(async () => await Deadline.At(end, _clock).UseAsync(async outer =>
        {
            deadlines.Add(outer);
            try
            {
                await Deadline.At(end, _clock).UseAsync(
                    inner =>
                    {
                        deadlines.Add(inner);
                        return WaitAsync(inner, _soon);
                    },
                    outer.Token);
            }
            catch (OperationCanceledException)
            {
                canceled = true;
                throw;
            }
        }));

        Assert.True(canceled);
        Assert.All(deadlines, deadline => Assert.True(deadline.HasExpired));
    }

    [Fact]
    public async Task Nested_timeouts_concurrent()
    {
        var canceled = false;

        await TimesOutAsync(_soon, async outer =>
            await Deadline.After(_late, _clock).UseAsync(inner => WaitAsync(inner, _soon, () => canceled = true), outer.Token));

        Assert.True(canceled);
    }

    [Fact]
    public async Task Nested_timeouts_loop_busy()
    {
        var innerTimedOut = false;

        await TimesOutAsync(_late, async outer =>
        {
            await TimesOutAsync(_soon, inner => WaitAsync(inner, _soon), outer.Token);
            innerTimedOut = true;
            Assert.False(outer.HasExpired);
            await WaitAsync(outer, _late - _soon);
        });

        Assert.True(innerTimedOut);
    }

    [Fact]
    public async Task Nested_timeout_in_finally()
    {
        TimeoutException? inCleanup = null;

        var thrown = await TimesOutAsync(_soon, async outer =>
        {
            try { await WaitAsync(outer, _soon); }
            finally { inCleanup = await TimesOutAsync(_soon, cleanup => WaitAsync(cleanup, _soon)); }
        });

        var cancellation = Assert.IsType<TaskCanceledException>(thrown.InnerException);
        Assert.Null(cancellation.InnerException);
        Assert.IsType<TaskCanceledException>(inCleanup!.InnerException);
        Assert.NotSame(cancellation, inCleanup.InnerException);
    }

    [Fact]
    public async Task Timeout_taskgroup()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(async () => await Deadline.After(_soon, _clock).UseAsync(async deadline =>
            await TaskGroup.Create().UseAsync(
                async group =>
                {
                    var started = new TaskCompletionSource();
                    _ = group.Run(async token =>
                    {
                        var waiting = FailInCleanupAsync(token);
                        started.SetResult();
                        await waiting;
                    });
                    await started.Task;
                    _clock.Advance(_soon);
                },
                deadline.Token)));

        Assert.IsType<DivideByZeroException>(Assert.Single(thrown.InnerExceptions));
    }
}
