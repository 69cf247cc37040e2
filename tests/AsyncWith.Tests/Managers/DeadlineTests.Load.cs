using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

public sealed partial class DeadlineTests
{
    private enum Ending
    {
        Expires,
        CallerCancels,
        Completes,
        Fails,
    }

    [Fact]
    public async Task Rescheduling_and_expiring_at_once_have_one_winner()
    {
        const int Rounds = 2_000;
        using var together = new Barrier(2);

        for (var round = 0; round < Rounds; round++)
        {
            await Create().UseAsync(async deadline =>
            {
                var expiring = Task.Run(() => { together.SignalAndWait(); _clock.Advance(_minute); });
                together.SignalAndWait();
                var rescheduled = Record.Exception(() => deadline.Reschedule(10 * _minute)) is null;
                await expiring;

                Assert.Equal(rescheduled, !deadline.HasExpired);
                Assert.Equal(rescheduled, !deadline.Token.IsCancellationRequested);
            }).OrTimeout();
        }

        Assert.Equal(0, _clock.Running);
    }

    [Fact]
    public async Task Ten_thousand_at_once_on_the_clock_of_the_system_end_as_they_should()
    {
        const int Count = 10_000;
        using var caller = new CancellationTokenSource();
        var waiting = new CountdownEvent(Count / 4);

        var blocks = Enumerable.Range(0, Count).Select(i => Task.Run(() => EndAsync((Ending)(i % 4), waiting, caller.Token))).ToArray();
        await Task.Run(waiting.Wait).OrTimeout();
        await caller.CancelAsync();

        Assert.Equal(
            [("Completes", 2_500), ("FormatException", 2_500), ("TaskCanceledException", 2_500), ("TimeoutException", 2_500)],
            (await Task.WhenAll(blocks).OrTimeout()).CountBy(name => name).Select(pair => (pair.Key, pair.Value)).Order());
    }

    private static async Task<string> EndAsync(Ending ending, CountdownEvent waiting, CancellationToken caller)
    {
        var limit = TimeSpan.FromMilliseconds(ending == Ending.Expires ? 2 : 600_000);
        try
        {
            await Deadline.After(limit).UseAsync(async deadline =>
            {
                switch (ending)
                {
                    case Ending.CallerCancels:
                        waiting.Signal();
                        goto case Ending.Expires;
                    case Ending.Expires:
                        await ForeverAsync(deadline.Token);
                        break;
                    case Ending.Fails:
                        throw new FormatException();
                }
            }, ending == Ending.CallerCancels ? caller : default);
            return "Completes";
        }
        catch (Exception exception)
        {
            return exception.GetType().Name;
        }
    }
}
