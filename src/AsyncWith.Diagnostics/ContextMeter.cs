using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AsyncWith.Diagnostics;

/// <summary>The metrics of the contexts of the process. The oldest tree records them, so that several trees count nothing twice.</summary>
internal static class ContextMeter
{
    private const string ManagerTag = "asyncwith.manager";
    private const string OutcomeTag = "asyncwith.outcome";

    private static readonly Meter _meter = new("AsyncWith");

    // The default boundaries of most readers are meant for milliseconds.
    private static readonly InstrumentAdvice<double> _seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300],
    };

    private static readonly UpDownCounter<long> _open =
        _meter.CreateUpDownCounter<long>("asyncwith.contexts.open", "{context}", "Contexts that are open.");

    private static readonly Counter<long> _abandoned =
        _meter.CreateCounter<long>(
            "asyncwith.contexts.abandoned", "{context}", "Contexts that were not exited, and that nothing refers to any more.");

    private static readonly Histogram<double> _enter = Duration("asyncwith.enter.duration", "How long entering a manager took.");
    private static readonly Histogram<double> _block = Duration("asyncwith.block.duration", "How long the block of a context took.");
    private static readonly Histogram<double> _exit = Duration("asyncwith.exit.duration", "How long exiting a manager took.");

    private static ContextTree? _owner;

    /// <summary>Whether the contexts of <paramref name="tree"/> are counted.</summary>
    internal static bool IsFedBy(ContextTree tree)
    {
        var owner = Volatile.Read(ref _owner) ?? Interlocked.CompareExchange(ref _owner, tree, null) ?? tree;
        return owner == tree && (_open.Enabled || _enter.Enabled || _block.Enabled || _exit.Enabled || _abandoned.Enabled);
    }

    internal static void Release(ContextTree tree) => Interlocked.CompareExchange(ref _owner, null, tree);

    internal static void Opened(ContextNode node)
    {
        if (node.IsMetered)
            _open.Add(1, Manager(node));
    }

    internal static void Ended(ContextNode node, TimeProvider time)
    {
        if (!node.IsMetered)
            return;

        Forget(node);
        var tags = new TagList { Manager(node), new(OutcomeTag, NameOf(node.Outcome)) };
        _enter.Record(Seconds(node.Entering), tags);
        if (node.Outcome == ContextOutcome.NotEntered)
            return;
        _block.Record(Seconds(node.InBlock), tags);
        _exit.Record(Seconds(node.Exiting), tags);

        double Seconds(long ticks) => time.GetElapsedTime(0, ticks).TotalSeconds;
    }

    internal static void Abandoned(ContextNode node)
    {
        Forget(node);
        if (node.IsMetered)
            _abandoned.Add(1, Manager(node));
    }

    /// <summary>The context is not open any more.</summary>
    internal static void Forget(ContextNode node)
    {
        if (node.IsMetered)
            _open.Add(-1, Manager(node));
    }

    private static Histogram<double> Duration(string name, string description) =>
        _meter.CreateHistogram<double>(name, "s", description, tags: null, _seconds);

    private static KeyValuePair<string, object?> Manager(ContextNode node) => new(ManagerTag, node.Name);

    private static string NameOf(ContextOutcome outcome) => outcome switch
    {
        ContextOutcome.Completed => "completed",
        ContextOutcome.Canceled => "canceled",
        ContextOutcome.Suppressed => "suppressed",
        ContextOutcome.NotEntered => "not_entered",
        _ => "failed",
    };
}
