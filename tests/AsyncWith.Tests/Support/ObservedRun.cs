using System.Runtime.CompilerServices;
using AsyncWith.Diagnostics;

namespace AsyncWith.Tests.Support;

/// <summary>With <c>ASYNCWITH_OBSERVE=1</c> in the environment all tests run while contexts are observed. All rules hold then too.</summary>
public static class ObservedRun
{
    /// <summary>Why some tests are skipped then.</summary>
    public const string Reason = "It counts what the library does while nobody observes.";

    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("ASYNCWITH_OBSERVE") == "1";

    [ModuleInitializer]
    internal static void Start()
    {
        if (IsOn)
            ContextDiagnostics.Subscribe(new Observer());
    }

    /// <summary>Sets ambient state, as observers do that know what is nested in what, and ends the run where it is called in a wrong order.</summary>
    private sealed class Observer : ContextObserver
    {
        private static readonly AsyncLocal<Use?> _current = new();

        public override bool FindsAbandoned => true;

        public override object Entering(object manager, string name)
        {
            Expect(manager is not null && name.Length > 0, "a manager and its name");
            return _current.Value = new Use();
        }

        public override void Entered(object? token) => Step(token, from: 0, to: 1);

        public override void Exiting(object? token, Exception? exception) => Step(token, from: 1, to: 2);

        public override void Ended(object? token, ContextOutcome outcome, Exception? exception)
        {
            Step(token, from: outcome == ContextOutcome.NotEntered ? 0 : 2, to: 3);
            Expect(exception is null == outcome is ContextOutcome.Completed, "an exception");
        }

        private static void Step(object? token, int from, int to) =>
            Expect(Interlocked.CompareExchange(ref ((Use)token!).Step, to, from) == from, $"step {from} before {to}");

        private static void Expect(bool isTrue, string what)
        {
            if (!isTrue)
                Environment.FailFast($"An observer was not given {what}.\n{Environment.StackTrace}");
        }

        private sealed class Use
        {
            public int Step;
        }
    }
}
