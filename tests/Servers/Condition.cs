using System.Diagnostics;

namespace AsyncWith.Servers;

internal static class Condition
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);

    /// <summary>Asks another process until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It never was.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            if (clock.Elapsed > _patience)
                throw new TimeoutException("It did not come to that.");
            await timer.WaitForNextTickAsync();
        }
    }
}
