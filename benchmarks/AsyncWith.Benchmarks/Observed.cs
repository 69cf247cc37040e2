using System.Diagnostics;
using AsyncWith.Diagnostics;

namespace AsyncWith.Benchmarks;

/// <summary>
/// What being observed costs: one use of a manager without an observer, with one that does nothing, and with a tree, interleaved in one process.
/// </summary>
internal static class Observed
{
    private const int Uses = 20_000;
    private const int WarmUps = 30;
    private const int Rounds = 40;

    private static readonly string[] _cases = [
        "class manager, synchronous", "class manager, all suspend once", "generator, synchronous", "generator, all suspend once"];

    private static readonly (string Name, Func<IDisposable?> Observe)[] _observers =
    [
        ("nobody", static () => null),
        ("an observer that does nothing", static () => ContextDiagnostics.Subscribe(new Nothing())),
        ("a tree", static () => new ContextTree()),
        ("a tree that finds abandoned contexts", static () => new ContextTree(new ContextTreeOptions { FindAbandoned = true })),
        ("a tree with openers", static () => new ContextTree(new ContextTreeOptions { RecordOpener = true })),
    ];

    internal sealed record Row(string Case, string Observer, double Nanoseconds, double Bytes, double More, double MoreBytes);

    internal static IEnumerable<Row> Measure()
    {
        foreach (var name in _cases)
        {
            var use = Cases.All.Single(@case => @case.Name == name).WithLibrary;
            var times = new TimeSpan[_observers.Length];
            Array.Fill(times, TimeSpan.MaxValue);
            for (var round = -WarmUps; round < Rounds; round++)
            {
                for (var i = 0; i < times.Length; i++)
                {
                    var time = Time(use, _observers[i].Observe);
                    if (round >= 0 && time < times[i])
                        times[i] = time;
                }

                if (round < 0)
                    Thread.Sleep(20); // the JIT compiles in the background what has become hot
            }

            var bytes = Array.ConvertAll(_observers, observer => Bytes(use, observer.Observe));
            for (var i = 0; i < times.Length; i++)
            {
                var nanoseconds = times[i].TotalNanoseconds / Uses;
                yield return new Row(
                    name, _observers[i].Name, nanoseconds, bytes[i], nanoseconds - times[0].TotalNanoseconds / Uses, bytes[i] - bytes[0]);
            }
        }
    }

    private static TimeSpan Time(Func<int, Task> use, Func<IDisposable?> observe)
    {
        using var observing = observe();
        var start = Stopwatch.GetTimestamp();
        Pump.Run(use(Uses));
        return Stopwatch.GetElapsedTime(start);
    }

    private static double Bytes(Func<int, Task> use, Func<IDisposable?> observe)
    {
        using var observing = observe();
        Pump.Run(use(Uses));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pump.Run(use(Uses));
        return Math.Round((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Uses);
    }

    private sealed class Nothing : ContextObserver
    {
        public override object? Entering(object manager, string name) => null;

        public override void Entered(object? token)
        {
        }

        public override void Exiting(object? token, Exception? exception)
        {
        }

        public override void Ended(object? token, ContextOutcome outcome, Exception? exception)
        {
        }
    }
}
