using System.Diagnostics;
using Xunit;

namespace AsyncWith.Bank.Tests;

internal static class Condition
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    /// <summary>Asks another process until the answer is yes.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            if (clock.Elapsed > _patience)
                Assert.Fail("It did not come to that.");
            await timer.WaitForNextTickAsync();
        }
    }
}
