using Xunit;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>Runs a scenario with a fault in each step, and with a cancellation before each step, and with both.</summary>
internal static class Exhaustion
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    /// <summary>A use of a manager: given the fakes to make it of, and the token of the caller.</summary>
    internal delegate ValueTask Scenario(Fakes fakes, CancellationToken cancellationToken);

    /// <summary>Nothing stays open, and all that was thrown is in what the caller gets, whatever step fails and wherever it is cancelled.</summary>
    internal static async Task AssertNothingLeaksOrIsLostAsync(Scenario scenario, int? seed = null)
    {
        var (runs, faults) = (0, 0);
        foreach (var blockFails in (bool[])[false, true])
        {
            var most = 0;
            for (var cancelAt = 0; cancelAt <= most; cancelAt++) // at 0: never
            {
                faults += await FaultPlan.ExhaustAsync(async plan =>
                {
                    var fakes = new Fakes(plan, blockFails);
                    most = Math.Max(most, Run(scenario, fakes, cancelAt, seed));
                    runs++;
                });
            }
        }

        Assert.True(faults > 4, "No step failed: the scenario does not use its fakes.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{runs} runs, {faults} faults");
    }

    /// <summary>Awaits all of several statements at the same time; what left any of them leaves here.</summary>
    internal static async ValueTask AllAsync(params Task[] statements)
    {
        List<Exception> failures = [];
        foreach (var statement in statements)
        {
            if (await Record.ExceptionAsync(() => statement) is { } failure)
                failures.Add(failure);
        }

        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    private static int Run(Scenario scenario, Fakes fakes, int cancelAt, int? seed)
    {
        using var caller = new CancellationTokenSource();
        Task? statement = null;
        var steps = StepContext.Run(
            async () =>
            {
                statement = StartAsync();
                await statement.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            },
            seed,
            step =>
            {
                if (step == cancelAt)
                    caller.Cancel();
            },
            _limit);

        Exception? left = statement!.Exception;
        if (statement.IsCanceled)
            left = Assert.ThrowsAny<OperationCanceledException>(() => statement.GetAwaiter().GetResult());
        Assert.Equal(0, fakes.Handles.Open);
        Assert.All(fakes.Thrown, thrown => Assert.True(left is not null && Carries(left, thrown), $"Lost: {thrown.Message}. What left is: {left}"));
        return steps;

        async Task StartAsync() => await scenario(fakes, caller.Token);
    }

    /// <summary>Inside, as a context, or noted in its data.</summary>
    private static bool Carries(Exception exception, Exception carried) =>
        exception == carried
        || (exception is AggregateException several && several.InnerExceptions.Any(inner => Carries(inner, carried)))
        || (exception.InnerException is { } cause && Carries(cause, carried))
        || exception.Data.Values.OfType<Exception>().Any(noted => Carries(noted, carried));
}
