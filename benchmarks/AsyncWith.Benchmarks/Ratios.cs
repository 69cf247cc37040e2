using System.Diagnostics;

namespace AsyncWith.Benchmarks;

/// <summary>Measures every case against its baseline, interleaved in one process: the minimum of rounds, as a ratio.</summary>
internal static class Ratios
{
    private const int Rounds = 25;
    private const string Unwinding = "exit stack unwinding, per entry, 1,000,000 entries";
    private const string OpenContexts = "100,000 open generator contexts, bytes each";

    internal sealed record Row(
        string Group, string Name, string Baseline, double Ratio, double AtMost, double Aim, double? Bytes, double? BytesByHand, double? BytesAtMost,
        double Nanoseconds);

    /// <summary>The rows whose name contains <paramref name="only"/>.</summary>
    internal static IEnumerable<Row> Measure(string only)
    {
        foreach (var @case in Cases.All.Concat(Requests.Cases).Where(@case => IsWanted(@case.Name)))
            yield return Measure(@case);
        if (IsWanted(Unwinding))
            yield return MeasureUnwinding();
        if (IsWanted(OpenContexts))
            yield return MeasureOpenContexts();
        foreach (var name in DatabaseCases.Names.Where(IsWanted))
        {
            if (DatabaseCases.On(name).UseAsync(async @case => @case is null ? null : Measure(@case)).AsTask().GetAwaiter().GetResult() is { } row)
                yield return row;
        }

        bool IsWanted(string name) => name.Contains(only, StringComparison.OrdinalIgnoreCase);
    }

    private static Row Measure(Case @case)
    {
        // The JIT compiles in the background what has become hot, so the warm-up lasts until neither gets faster, and each round about ten
        // milliseconds.
        var n = 64;
        while (Time(@case.ByHand, n) < TimeSpan.FromMilliseconds(8) && n < 1 << 18)
            n *= 2;
        var (byHand, withLibrary) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var (phase, settled) = (0, 0); (settled < 6 || !@case.IsOnOneThread) && phase < 20; phase++)
        {
            var (byHandBefore, withLibraryBefore) = (byHand, withLibrary);
            for (var i = 0; i < 30; i++)
            {
                byHand = Min(byHand, Time(@case.ByHand, n / 8));
                withLibrary = Min(withLibrary, Time(@case.WithLibrary, n / 8));
            }

            settled = byHand > 0.97 * byHandBefore && withLibrary > 0.97 * withLibraryBefore ? settled + 1 : 0;
            Thread.Sleep(120);
        }

        (byHand, withLibrary) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        var rounds = Rounds;
        if (!@case.IsOnOneThread) // others get in between more often: many rounds, each so short that some are left alone
            (rounds, n) = (40 * Rounds, Math.Max(n / 8, 4));
        for (var round = 0; round < rounds; round++)
        {
            byHand = Min(byHand, Time(@case.ByHand, n));
            withLibrary = Min(withLibrary, Time(@case.WithLibrary, n));
        }

        return new Row(
            @case.Group,
            @case.Name,
            @case.Baseline,
            withLibrary / byHand,
            @case.AtMost,
            @case.Aim,
            @case.IsOnOneThread ? Bytes(@case.WithLibrary, n) : null,
            @case.IsOnOneThread ? Bytes(@case.ByHand, n) : null,
            @case.BytesAtMost,
            withLibrary.TotalNanoseconds / n);
    }

    private static double Bytes(Func<int, Task> loop, int n)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true); // of all threads, since children run on others
        Pump.Run(loop(n));
        return Math.Round((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)n);
    }

    private static Row MeasureUnwinding()
    {
        var (few, many) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round < 7; round++)
        {
            few = Min(few, Unwind(stacks: 1_000, entries: 1_000));
            many = Min(many, Unwind(stacks: 1, entries: 1_000_000));
        }

        return new Row("combinations", Unwinding, "per entry at 1,000", many / few, 1.5, 1.0, null, null, null, many.TotalNanoseconds / 1e6);

        static TimeSpan Unwind(int stacks, int entries)
        {
            var filled = Enumerable.Range(0, stacks).Select(_ =>
            {
                var stack = new AsyncExitStack();
                for (var i = 0; i < entries; i++)
                    stack.PushCallback(static () => default);
                return stack;
            }).ToArray();
            GC.Collect();

            var start = Stopwatch.GetTimestamp();
            foreach (var stack in filled)
                Pump.Run(stack.CloseAsync().AsTask());
            return Stopwatch.GetElapsedTime(start);
        }
    }

    private static Row MeasureOpenContexts()
    {
        const int Count = 100_000;
        var byHand = BytesOf(gate => HoldIterator(gate));
        var withLibrary = BytesOf(gate => HoldGenerator(gate));
        return new Row(
            "generators", OpenContexts, "inside await foreach over the async iterator", withLibrary / byHand, 2.0, 1.2, Math.Round(withLibrary),
            Math.Round(byHand), null, double.NaN);

        static double BytesOf(Func<Task, Task> open)
        {
            var gate = new TaskCompletionSource();
            var tasks = new Task[Count];
            open(Task.CompletedTask).GetAwaiter().GetResult();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var i = 0; i < Count; i++)
                tasks[i] = open(gate.Task);
            var after = GC.GetTotalMemory(forceFullCollection: true);
            gate.SetResult();
            Task.WhenAll(tasks).GetAwaiter().GetResult();
            return (after - before) / (double)Count;
        }

        static async Task HoldIterator(Task gate)
        {
            await foreach (var _ in Iterator())
                await gate;
        }

        static async Task HoldGenerator(Task gate) => await Cases.Generator().UseAsync(gate, static async (_, gate) => await gate);

        static async IAsyncEnumerable<int> Iterator()
        {
            try
            {
                await default(ValueTask);
                yield return 1;
            }
            finally
            {
                GC.KeepAlive(null);
            }
        }
    }

    private static TimeSpan Time(Func<int, Task> loop, int n)
    {
        var start = Stopwatch.GetTimestamp();
        Pump.Run(loop(n));
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
