using System.Diagnostics;
using AsyncWith.Diagnostics;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Diagnostics;

/// <summary>Who is told, from when to when.</summary>
[Collection(nameof(Observing))]
public sealed class ContextDiagnosticsTests
{
    private readonly ObserverLog _log = new();

    [Fact]
    public void An_observer_is_needed() => Assert.Throws<ArgumentNullException>("observer", () => ContextDiagnostics.Subscribe(null!));

    [Fact]
    public async Task An_observer_is_told_of_enter_and_exit_until_its_subscription_is_disposed_of()
    {
        using (_log.Start())
            await new RecordingManager().UseAsync(static async _ => { });
        await new RecordingManager().UseAsync(static async _ => { });

        Assert.Equal("entering RecordingManager, entered RecordingManager, exiting RecordingManager, Completed RecordingManager", _log.Calls);
    }

    [Fact]
    public async Task After_its_subscription_an_observer_is_not_told_of_contexts_that_are_open_still()
    {
        var subscription = _log.Start();
        await new RecordingManager().UseAsync(async _ => subscription.Dispose());

        Assert.Equal("entering RecordingManager, entered RecordingManager", _log.Calls);
    }

    [Fact]
    public async Task A_context_that_was_entered_before_the_subscription_is_not_seen()
    {
        IDisposable? subscription = null;
        await new RecordingManager().UseAsync(async _ => subscription = _log.Start());
        subscription!.Dispose();

        Assert.Empty(_log.Calls);
    }

    [Fact]
    public async Task Several_observers_are_told_at_once_each_with_its_own_token()
    {
        var second = new ObserverLog();
        using (_log.Start())
        using (second.Start())
            await new RecordingManager().UseAsync(async _ => Assert.NotSame(_log.Current, second.Current));

        Assert.Equal("entering RecordingManager, entered RecordingManager, exiting RecordingManager, Completed RecordingManager", _log.Calls);
        Assert.Equal(_log.Calls, second.Calls);
    }

    [Fact]
    public async Task An_observer_that_is_subscribed_twice_is_told_once_until_both_subscriptions_are_disposed_of()
    {
        var first = _log.Start();
        var second = _log.Start();
        await AsyncContextManager.FromValue(1).UseAsync(static async _ => { });
        first.Dispose();
        first.Dispose(); // counts once
        await AsyncContextManager.FromValue(1).UseAsync(static async _ => { });
        second.Dispose();
        await AsyncContextManager.FromValue(1).UseAsync(static async _ => { });

        Assert.Equal(2, _log.Contexts.Count);
    }

    [Theory, AllCombinations]
    public async Task An_observer_that_throws_is_unsubscribed_and_breaks_nothing(Method method, Interleaving interleaving)
    {
        var thrower = new Thrower(method);
        using var listener = new Listener();
        using (ContextDiagnostics.Subscribe(thrower))
        using (_log.Start())
        {
            var manager = new RecordingManager(interleaving);
            Assert.Equal(1, await manager.UseAsync(static async _ => 1));
            Assert.Equal("enter exit", manager.Calls);
            await new RecordingManager(interleaving, "again").UseAsync(static async _ => { });
        }

        Assert.Equal(1, thrower.Thrown);
        Assert.Equal(8, _log.Calls.Split(", ").Length);
        Assert.Contains(listener.Lines, line => line.Contains($"{method} is not supported.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_observer_may_use_managers_which_are_not_observed()
    {
        var observer = new ManagerUser();
        using (ContextDiagnostics.Subscribe(observer))
            await new RecordingManager().UseAsync(static async _ => { });

        Assert.Equal(1, observer.Told);
    }

    [Fact]
    public async Task Observers_come_and_go_while_contexts_are_entered_at_once()
    {
        using var stop = new CancellationTokenSource();
        var comings = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var first = ContextDiagnostics.Subscribe(new ObserverLog());
                using var second = ContextDiagnostics.Subscribe(new Thrower(Method.Exiting));
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => Task.Run(async () =>
        {
            var manager = new RecordingManager(i % 2 == 0 ? Interleaving.Suspends : Interleaving.Synchronous);
            Assert.Equal(i, await manager.UseAsync(async _ => i));
            Assert.Equal("enter exit", manager.Calls);
        }))).OrTimeout();
        await stop.CancelAsync();
        await comings.OrTimeout();
    }

    public enum Method
    {
        Entering,
        Entered,
        Exiting,
        Ended,
    }

    private sealed class Thrower(Method method) : ContextObserver
    {
        private int _thrown;

        public int Thrown => _thrown;

        public override object? Entering(object manager, string name)
        {
            Throw(Method.Entering);
            return null;
        }

        public override void Entered(object? token) => Throw(Method.Entered);

        public override void Exiting(object? token, Exception? exception) => Throw(Method.Exiting);

        public override void Ended(object? token, ContextOutcome outcome, Exception? exception) => Throw(Method.Ended);

        private void Throw(Method name)
        {
            if (name != method)
                return;
            Interlocked.Increment(ref _thrown);
            throw new NotSupportedException($"{method} is not supported.");
        }
    }

    private sealed class ManagerUser : ContextObserver
    {
        public int Told { get; private set; }

        public override object? Entering(object manager, string name)
        {
            Told++;
            Use();
            return null;
        }

        public override void Entered(object? token) => Use();

        public override void Exiting(object? token, Exception? exception) => Use();

        public override void Ended(object? token, ContextOutcome outcome, Exception? exception) => Use();

        private static void Use() => AsyncContextManager.FromValue(1).UseAsync(static _ => default(ValueTask)).AsTask().GetAwaiter().GetResult();
    }

    private sealed class Listener : TraceListener
    {
        private readonly Lock _gate = new();
        private readonly List<string> _lines = [];

        public Listener() => Trace.Listeners.Add(this);

        public string[] Lines
        {
            get
            {
                lock (_gate)
                    return [.. _lines];
            }
        }

        public override void Write(string? message) => WriteLine(message);

        public override void WriteLine(string? message)
        {
            lock (_gate)
                _lines.Add(message!);
        }

        protected override void Dispose(bool disposing)
        {
            Trace.Listeners.Remove(this);
            base.Dispose(disposing);
        }
    }
}
