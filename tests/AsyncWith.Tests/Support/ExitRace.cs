using Xunit;

namespace AsyncWith.Tests.Support;

/// <summary>One thread enters a manager again and again, and another one exits it as soon as it can.</summary>
public static class ExitRace
{
    /// <summary>How often to enter a manager that costs little.</summary>
    public static int Rounds => Optimized.IsOff ? 100_000 : 300_000;

    /// <summary>Every exit that comes too early is reported, and every enter has one that succeeds. What the manager does is up to the caller to
    /// check.</summary>
    public static async Task RunAsync<T>(IAsyncContextManager<T> manager, int rounds)
    {
        var (exits, unexpected, isOver) = (0, (Exception?)null, false);
        var exiting = Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver) && unexpected is null)
            {
                try
                {
                    var exit = manager.ExitAsync(null);
                    if (exit.IsCompletedSuccessfully)
                        Volatile.Write(ref exits, exits + 1);
                    else if (exit.AsTask().Exception?.InnerException is not InvalidOperationException)
                        throw new NotSupportedException("The exit did not complete.");
                }
                catch (Exception exception)
                {
                    unexpected = exception;
                }

                if (exits % 1_000 == 0)
                    await Task.Yield();
            }
        });

        for (var round = 1; round <= rounds && unexpected is null; round++)
        {
            await manager.EnterAsync();
            while (Volatile.Read(ref exits) < round && unexpected is null)
                Thread.SpinWait(1);
        }

        Volatile.Write(ref isOver, true);
        await exiting.OrTimeout();
        Assert.Null(unexpected);
        Assert.Equal(rounds, exits);
    }
}
