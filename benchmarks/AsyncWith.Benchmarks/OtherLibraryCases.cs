using Polly;

namespace AsyncWith.Benchmarks;

/// <summary>The same as other libraries do.</summary>
internal static class OtherLibraryCases
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);
    private static readonly CancellationTokenSource _caller = new();
    private static readonly ResiliencePipeline _timeout = new ResiliencePipelineBuilder().AddTimeout(_limit).Build();
    private static int _sink;

    internal static IReadOnlyList<Case> All { get; } =
    [
        new("other libraries", "Deadline, suspending block, against Polly", "the timeout strategy of Polly 8", 0.8, 0.6, 600, Timeouts, Deadlines),
    ];

    private static async Task Timeouts(int n)
    {
        for (var i = 0; i < n; i++)
        {
            await _timeout.ExecuteAsync(
                static async token =>
                {
                    await Pump.Suspend();
                    _sink += token.IsCancellationRequested ? 1 : 0;
                },
                _caller.Token);
        }
    }

    private static async Task Deadlines(int n)
    {
        for (var i = 0; i < n; i++)
        {
            await Deadline.After(_limit).UseAsync(
                static async deadline =>
                {
                    await Pump.Suspend();
                    _sink += deadline.Token.IsCancellationRequested ? 1 : 0;
                },
                _caller.Token);
        }
    }
}
