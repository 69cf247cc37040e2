using System.Diagnostics;
using AsyncWith.Diagnostics;

namespace AsyncWith.Benchmarks;

/// <summary>
/// What being observed costs: a use of a manager without an observer, with one that does nothing, and with a tree, interleaved in one process.
/// </summary>
internal static class Observed
{
    private const int Uses = 20_000;
    private const int WarmUps = 30;
    private const int Rounds = 40;

    private static readonly IAsyncContextManager<int> _synchronous = new SynchronousManager(), _suspending = new SuspendingManager();

    private static readonly (string Name, int Contexts, Func<int, Task> Run)[] _cases =
    [
        .. new[] { "class manager, synchronous", "class manager, all suspend once", "generator, synchronous", "generator, all suspend once" }
            .Select(name => (name, 1, Cases.All.Single(@case => @case.Name == name).WithLibrary)),
        ("exit stack of ten, synchronous", 11, static n => StacksOfTen(n, _synchronous)),
        ("exit stack of ten, all suspend once", 11, static n => StacksOfTen(n, _suspending)),
        ("scoped method of three, synchronous", 3, static n => Scopes(n, _synchronous)),
        ("scoped method of three, all suspend once", 3, static n => Scopes(n, _suspending)),
        ("BeginAsync, synchronous", 1, static n => FlatScopes(n, _synchronous)),
        ("BeginAsync, enter and exit suspend once", 1, static n => FlatScopes(n, _suspending)),
        ("query of two, synchronous", 3, static n => Queries(n, _synchronous)),
        ("query of two, all suspend once", 3, static n => Queries(n, _suspending)),
    ];

    private static readonly (string Name, Func<IDisposable?> Observe)[] _observers =
    [
        ("nobody", static () => null),
        ("an observer that does nothing", static () => ContextDiagnostics.Subscribe(new Nothing())),
        ("a tree", static () => new ContextTree()),
        ("a tree that finds abandoned contexts", static () => new ContextTree(new ContextTreeOptions { FindAbandoned = true })),
        ("a tree with openers", static () => new ContextTree(new ContextTreeOptions { RecordOpener = true })),
    ];

    /// <param name="Nanoseconds">Of one context, as all that follow.</param>
    internal sealed record Row(string Case, string Observer, double Nanoseconds, double Bytes, double More, double MoreBytes);

    /// <summary>The cases whose name contains <paramref name="only"/>.</summary>
    internal static IEnumerable<Row> Measure(string only)
    {
        foreach (var (name, contexts, use) in _cases.Where(@case => @case.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            var uses = Uses / contexts;
            var times = new TimeSpan[_observers.Length];
            Array.Fill(times, TimeSpan.MaxValue);
            for (var round = -WarmUps; round < Rounds; round++)
            {
                for (var i = 0; i < times.Length; i++)
                {
                    var time = Time(use, uses, _observers[i].Observe);
                    if (round >= 0 && time < times[i])
                        times[i] = time;
                }

                if (round < 0)
                    Thread.Sleep(20); // the JIT compiles in the background what has become hot
            }

            var bytes = Array.ConvertAll(_observers, observer => Bytes(use, uses, observer.Observe));
            for (var i = 0; i < times.Length; i++)
            {
                yield return new Row(
                    name,
                    _observers[i].Name,
                    times[i].TotalNanoseconds / uses / contexts,
                    bytes[i] / contexts,
                    (times[i] - times[0]).TotalNanoseconds / uses / contexts,
                    (bytes[i] - bytes[0]) / contexts);
            }
        }
    }

    private static async Task StacksOfTen(int n, IAsyncContextManager<int> manager)
    {
        for (var i = 0; i < n; i++)
        {
            await new AsyncExitStack().UseAsync(manager, static async (stack, manager) =>
            {
                for (var entered = 0; entered < 10; entered++)
                    await stack.EnterContextAsync(manager);
            });
        }
    }

    private static async Task Scopes(int n, IAsyncContextManager<int> manager)
    {
        for (var i = 0; i < n; i++)
            await Method(manager);

        static async Scoped Method(IAsyncContextManager<int> manager)
        {
            await Scope.Enter(manager);
            await Scope.Enter(manager);
            await Scope.Enter(manager);
        }
    }

    private static async Task FlatScopes(int n, IAsyncContextManager<int> manager)
    {
        for (var i = 0; i < n; i++)
        {
            await using var scope = await manager.BeginAsync();
            scope.Complete();
        }
    }

    private static async Task Queries(int n, IAsyncContextManager<int> manager)
    {
        for (var i = 0; i < n; i++)
        {
            await (from a in manager
                   from b in manager
                   select a + b).UseAsync(static _ => default(ValueTask));
        }
    }

    private static TimeSpan Time(Func<int, Task> use, int uses, Func<IDisposable?> observe)
    {
        using var observing = observe();
        var start = Stopwatch.GetTimestamp();
        Pump.Run(use(uses));
        return Stopwatch.GetElapsedTime(start);
    }

    private static double Bytes(Func<int, Task> use, int uses, Func<IDisposable?> observe)
    {
        using var observing = observe();
        Pump.Run(use(uses));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pump.Run(use(uses));
        return Math.Round((GC.GetAllocatedBytesForCurrentThread() - before) / (double)uses);
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
