using System.Diagnostics;

namespace AsyncWith.Benchmarks;

/// <summary>Many workers in mixed managers, with failures and cancellations: every enter has its exit, and nothing stays behind.</summary>
internal static class Load
{
    private static long _enters;
    private static long _exits;
    private static long _failures;
    private static long _cancellations;

    internal sealed record Result(
        TimeSpan Elapsed, long Statements, long Failures, long Cancellations, long Enters, long Exits, long BytesBefore, long BytesAfter)
    {
        /// <summary>Whether all that was entered was exited, and memory is back within a megabyte.</summary>
        internal bool Holds => Enters == Exits && Enters > 0 && BytesAfter - BytesBefore < 1 << 20;
    }

    internal static async Task<Result> RunAsync(TimeSpan duration, int seed)
    {
        await WorkAsync(TimeSpan.FromSeconds(1), seed); // the pools of the runtime fill up
        (_enters, _exits, _failures, _cancellations) = (0, 0, 0, 0);
        var before = LiveBytes();
        var start = Stopwatch.GetTimestamp();
        var statements = await WorkAsync(duration, seed);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new Result(elapsed, statements, _failures, _cancellations, _enters, _exits, before, LiveBytes());
    }

    private static async Task<long> WorkAsync(TimeSpan duration, int seed)
    {
        var workers = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(worker => Task.Run(async () =>
        {
            var random = new Random(seed + worker);
            var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            var statements = 0L;
            for (; Stopwatch.GetTimestamp() < end; statements++)
                await StatementAsync(random);
            return statements;
        }));
        return (await Task.WhenAll(workers)).Sum();
    }

    private static async Task StatementAsync(Random random)
    {
        using var source = new CancellationTokenSource();
        var (fails, cancels) = random.Next(20) switch { 0 or 1 => (true, false), 2 => (false, true), _ => (false, false) };

        async ValueTask Block()
        {
            if (random.Next(2) == 0)
                await Task.Yield();
            if (cancels)
                await source.CancelAsync();
            source.Token.ThrowIfCancellationRequested();
            if (fails)
                throw new FormatException();
        }

        try
        {
            await KindAsync(random.Next(8), random, Block, source.Token);
        }
        catch (Exception exception) when (exception is FormatException || exception is AggregateException { InnerException: FormatException })
        {
            Interlocked.Increment(ref _failures);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancellations);
        }
    }

    private static async Task KindAsync(int kind, Random random, Func<ValueTask> block, CancellationToken token)
    {
        switch (kind)
        {
            case 0:
                await new Counted(random.Next(2) == 0).UseAsync(block, token);
                break;
            case 1:
                await Generator(random.Next(2) == 0).UseAsync(block, token);
                break;
            case 2:
                await (Generator(true), new Counted(false)).UseAsync(async (_, _) => await block(), token);
                break;
            case 3:
                await new AsyncExitStack().UseAsync(async stack =>
                {
                    for (var i = random.Next(10); i >= 0; i--)
                        await stack.EnterContextAsync(i % 2 == 0 ? Generator(i % 4 == 0) : new Counted(i % 3 == 0), token);
                    await block();
                }, token);
                break;
            case 4:
                await ScopedAsync(block, token);
                break;
            case 5:
                await AsyncContextManager.WhenAll(Generator(true), Generator(false), new Counted(true)).UseAsync(block, token);
                break;
            case 6:
                await (from a in Generator(true) from b in Generator(false) select a + b).UseAsync(block, token);
                break;
            default:
                await TaskGroup.Create().UseAsync(async group =>
                {
                    _ = group.Run(async _ => await Generator(true).UseAsync(block, CancellationToken.None));
                    await new Counted(true).UseAsync(block, token);
                }, token);
                break;
        }
    }

    private static async Scoped ScopedAsync(Func<ValueTask> block, CancellationToken token)
    {
        await Scope.Enter(Generator(suspend: false), token);
        await Scope.Enter(new Counted(suspend: true), token);
        await block();
    }

    private static IAsyncContextManager<int> Generator(bool suspend) => AsyncContextManager.Create<int>(async yield =>
    {
        if (suspend)
            await Task.Yield();
        Interlocked.Increment(ref _enters);
        try
        {
            await yield.Return(1);
        }
        finally
        {
            if (suspend)
                await Task.Yield();
            Interlocked.Increment(ref _exits);
        }
    });

    private static long LiveBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed class Counted(bool suspend) : IAsyncContextManager<int>
    {
        public async ValueTask<int> EnterAsync(CancellationToken cancellationToken = default)
        {
            if (suspend)
                await Task.Yield();
            Interlocked.Increment(ref _enters);
            return 1;
        }

        public async ValueTask<bool> ExitAsync(Exception? exception)
        {
            if (suspend)
                await Task.Yield();
            Interlocked.Increment(ref _exits);
            return false;
        }
    }
}
