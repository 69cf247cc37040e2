using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

public sealed partial class DeadlineTests
{
    [Fact]
    public async Task The_timeout_of_an_inner_deadline_passes_an_outer_one_that_expired_too()
    {
        Exception? inner = null;

        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => Deadline.After(2 * _minute, _clock).UseAsync(async outer =>
        {
            try
            {
                await Deadline.After(_minute, _clock).UseAsync(async deadline =>
                {
                    _clock.Advance(_minute);
                    await ForeverAsync(deadline.Token);
                }, outer.Token);
            }
            catch (TimeoutException exception)
            {
                inner = exception;
                _clock.Advance(_minute);
                Assert.True(outer.HasExpired);
                throw;
            }
        }).OrTimeout());

        Assert.Same(inner, thrown);
    }

    [Fact]
    public async Task The_expiry_of_the_outer_deadline_is_a_cancellation_to_the_inner_one()
    {
        Exception? passedInner = null;
        Deadline? inner = null;

        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => Deadline.After(_minute, _clock).UseAsync(async outer =>
        {
            try
            {
                await Deadline.After(2 * _minute, _clock).UseAsync(async deadline =>
                {
                    inner = deadline;
                    _clock.Advance(_minute);
                    await ForeverAsync(deadline.Token);
                }, outer.Token);
            }
            catch (Exception exception)
            {
                passedInner = exception;
                throw;
            }
        }).OrTimeout());

        Assert.IsType<TaskCanceledException>(passedInner);
        Assert.Same(passedInner, thrown.InnerException);
        Assert.False(inner!.HasExpired);
        Assert.Contains("00:01:00", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_both_expired_the_outer_one_is_blamed()
    {
        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => Deadline.After(2 * _minute, _clock).UseAsync(
            async outer => await Deadline.After(_minute, _clock).UseAsync(async deadline =>
            {
                _clock.Advance(2 * _minute);
                Assert.True(outer.HasExpired && deadline.HasExpired);
                await ForeverAsync(deadline.Token);
            }, outer.Token)).OrTimeout());

        Assert.IsType<TaskCanceledException>(thrown.InnerException);
        Assert.Contains("00:02:00", thrown.Message, StringComparison.Ordinal);
    }
}
