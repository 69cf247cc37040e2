using System.Diagnostics;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>Unwinding is a loop: many entries need no more stack than one, and no more time each.</summary>
public sealed partial class AsyncExitStackTests
{
    private const int Million = 1_000_000;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_million_exits_run_without_overflow(bool fails)
    {
        var (runs, expected) = (0, fails ? new BlockException() : null);
        Func<Exception?, ValueTask<bool>> exit = exception =>
        {
            if (ReferenceEquals(exception, expected))
                runs++;
            return default;
        };
        var stack = new AsyncExitStack();
        for (var i = 0; i < Million; i++)
            stack.PushExit(exit);

        Assert.False(await stack.ExitAsync(expected).OrTimeout());

        Assert.Equal(Million, runs);
    }

    [Theory, InlineData(Interleaving.Suspends), InlineData(Interleaving.OneShot)]
    public async Task A_hundred_thousand_exits_that_suspend_run_without_overflow(Interleaving how)
    {
        var runs = 0;
        var stack = new AsyncExitStack();
        for (var i = 0; i < 100_000; i++)
            stack.PushCallback(() => how.RunAsync(() => { runs++; }));

        await stack.CloseAsync().OrTimeout();

        Assert.Equal(100_000, runs);
    }

    [Fact]
    public async Task An_exit_that_registers_itself_a_million_times_does_not_overflow()
    {
        var runs = 0;
        var stack = new AsyncExitStack();
        stack.PushCallback(Again);

        await stack.CloseAsync().OrTimeout();

        Assert.Equal(Million, runs);

        ValueTask Again()
        {
            if (++runs < Million)
                stack.PushCallback(Again);
            return default;
        }
    }

    [Fact]
    public async Task Twenty_thousand_exits_that_all_fail_take_time_in_proportion()
    {
        // Quadratic time is 20 times as much an exit; the bound is far below that and far above noise. Both sides call as many exits, so that what
        // else the machine does interrupts both as often.
        var (ofMany, ofFew) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < 8; round++)
        {
            ofMany = Math.Min(ofMany, await MicrosecondsPerExitAsync(stacks: 1, exits: 20_000));
            ofFew = Math.Min(ofFew, await MicrosecondsPerExitAsync(stacks: 20, exits: 1_000));
        }

        Assert.True(ofMany < 6 * ofFew, $"{ofMany} microseconds an exit, but {ofFew} with a thousand");

        static async Task<double> MicrosecondsPerExitAsync(int stacks, int exits)
        {
            var filled = Enumerable.Range(0, stacks).Select(_ => new AsyncExitStack()).ToArray();
            foreach (var stack in filled)
            {
                for (var i = 0; i < exits; i++)
                    stack.PushExit(_ => throw new ExitException());
            }

            var start = Stopwatch.GetTimestamp();
            foreach (var stack in filled)
                await Assert.ThrowsAsync<ExitException>(async () => await stack.CloseAsync());
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds / (stacks * exits);
        }
    }

    [Fact]
    public async Task An_entry_of_a_million_costs_about_what_one_of_a_thousand_costs()
    {
        // The minimum of several rounds, taken in turns, and a bound far below what quadratic time would give: a thousandfold.
        var (ofMillion, ofThousand) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < 3; round++)
        {
            ofMillion = Math.Min(ofMillion, await NanosecondsPerEntryAsync(Million));
            for (var again = 0; again < 20; again++)
                ofThousand = Math.Min(ofThousand, await NanosecondsPerEntryAsync(1_000));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{ofThousand:f1} ns an entry of 1,000; {ofMillion:f1} ns an entry of 1,000,000");
        Assert.True(ofMillion < 30 * ofThousand, $"{ofMillion} ns an entry, but {ofThousand} ns with a thousand");

        static async Task<double> NanosecondsPerEntryAsync(int entries)
        {
            var runs = 0;
            Func<ValueTask> callback = () =>
            {
                runs++;
                return default;
            };
            var stack = new AsyncExitStack();
            for (var i = 0; i < entries; i++)
                stack.PushCallback(callback);

            var start = Stopwatch.GetTimestamp();
            await stack.CloseAsync();
            var elapsed = Stopwatch.GetElapsedTime(start);

            Assert.Equal(entries, runs);
            return elapsed.TotalNanoseconds / entries;
        }
    }
}
