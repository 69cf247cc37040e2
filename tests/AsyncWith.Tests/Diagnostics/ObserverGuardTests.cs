using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Diagnostics;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Diagnostics;

/// <summary>An observer that throws where nobody could catch it: on the thread of the finalizers, or while its first exception is reported.</summary>
[Collection(nameof(Observing))]
public sealed class ObserverGuardTests
{
    private readonly ObserverLog _log = new(findsAbandoned: true);

    [Fact]
    public async Task An_observer_that_throws_when_contexts_are_abandoned_is_told_of_one_and_the_others_of_all()
    {
        var thrower = new Thrower();
        using var subscription = ContextDiagnostics.Subscribe(thrower);
        using var logging = _log.Start();
        await DropScopesAsync();

        while (_log.Calls.Split(", ").Count(call => call == "abandoned scope") < 3) // bounded by the runner's limit of the whole run
        {
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(1, thrower.Thrown);
        await new RecordingManager().UseAsync(static async _ => { });
        Assert.Equal(3, thrower.Told);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task DropScopesAsync()
        {
            for (var i = 0; i < 3; i++)
                _ = await new RecordingManager().Named("scope").BeginAsync();
        }
    }

    [Theory, AllCombinations]
    public async Task A_trace_listener_that_throws_at_the_report_of_an_observer_breaks_nothing(Interleaving interleaving, bool blockThrows)
    {
        var (thrower, block) = (new Thrower(throwsInEntering: true), blockThrows ? new BlockException() : null);
        var manager = new RecordingManager(interleaving);
        using var listener = new ThrowingListener();
        using var subscription = ContextDiagnostics.Subscribe(thrower);

        var thrown = await Record.ExceptionAsync(() => manager.UseAsync(_ => block is null ? default(ValueTask) : throw block).OrTimeout());
        Assert.Same(block, thrown);
        Assert.Equal("enter exit", manager.Calls);
        Assert.Equal((1, 1), (thrower.Thrown, listener.Reports));

        Assert.Equal(1, await new RecordingManager(interleaving).UseAsync(_ => 1).OrTimeout());
        Assert.Equal((1, 1), (thrower.Told, listener.Reports));
    }

    private sealed class Thrower(bool throwsInEntering = false) : ContextObserver
    {
        private int _told;
        private int _thrown;

        public override bool FindsAbandoned => true;

        /// <summary>How many contexts it was told of.</summary>
        public int Told => _told;

        public int Thrown => _thrown;

        public override object? Entering(object manager, string name)
        {
            Interlocked.Increment(ref _told);
            if (throwsInEntering)
                Throw();
            return null;
        }

        public override void Entered(object? token)
        {
        }

        public override void Exiting(object? token, Exception? exception)
        {
        }

        public override void Ended(object? token, ContextOutcome outcome, Exception? exception)
        {
        }

        public override void Abandoned(object? token) => Throw();

        private void Throw()
        {
            Interlocked.Increment(ref _thrown);
            throw new NotSupportedException();
        }
    }

    private sealed class ThrowingListener : TraceListener
    {
        public ThrowingListener() => Trace.Listeners.Insert(0, this); // the first, since those after it are not told

        public int Reports { get; private set; }

        public override void Write(string? message)
        {
            Reports++;
            throw new NotSupportedException();
        }

        public override void WriteLine(string? message) => Write(message);

        protected override void Dispose(bool disposing)
        {
            Trace.Listeners.Remove(this);
            base.Dispose(disposing);
        }
    }
}
