using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AsyncWith.Diagnostics;

/// <summary>
/// What is open in this process right now, since when, opened where, nested in what, and what ended badly. It observes from when it is made until it
/// is disposed of.
/// </summary>
/// <remarks>
/// <code>
/// using var tree = new ContextTree(new ContextTreeOptions { RecordOpener = true, FindAbandoned = true }, logger);
/// await RunAsync();
/// tree.WriteTo(Console.Out); // what is still open
/// </code>
/// It logs a warning for each slow exit and each abandoned context, and records the metrics of the meter <c>AsyncWith</c>. Of several trees the
/// oldest records them. All members can be used by several threads at once. What the tree keeps of a context that has ended is small, and no
/// exception.
/// </remarks>
[DebuggerDisplay("{OpenCount} open")]
public sealed class ContextTree : ContextTreeObserver, IDisposable
{
    private static readonly Lock _gate = new();
    private static ContextTree[] _all = [];

    private readonly AsyncLocal<ContextNode?> _current = new();
    private readonly ContextTreeOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly OpenContexts[] _open = new OpenContexts[Environment.ProcessorCount];
    private readonly RecentContexts _recent;
    private readonly IDisposable _subscription;
    private long _lastId;

    /// <summary>Makes a tree, which observes from now on.</summary>
    /// <param name="options">What to look for, and how much to keep. Read once, here.</param>
    /// <param name="logger">Where slow exits and abandoned contexts are logged.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="ContextTreeOptions.Keep"/> is negative.</exception>
    public ContextTree(ContextTreeOptions? options = null, ILogger? logger = null)
        : this(options, logger, TimeProvider.System)
    {
    }

    internal ContextTree(ContextTreeOptions? options, ILogger? logger, TimeProvider time)
    {
        _options = options is null ? new ContextTreeOptions() : options with { };
        ArgumentOutOfRangeException.ThrowIfNegative(_options.Keep, nameof(options));
        _logger = logger ?? NullLogger.Instance;
        _time = time;
        _recent = new RecentContexts(_options.Keep);
        for (var i = 0; i < _open.Length; i++)
            _open[i] = new OpenContexts();
        lock (_gate)
            _all = [.. _all, this];
        _subscription = ContextDiagnostics.Subscribe(this);
    }

    /// <summary>Raised when a context has ended. What a handler throws is logged.</summary>
    public new event Action<EndedContext>? Ended;

    /// <summary>Raised when a context has ended whose exit took longer than <see cref="ContextTreeOptions.SlowExit"/>. What a handler throws is
    /// logged.</summary>
    public event Action<EndedContext>? EndedSlowly;

    /// <summary>
    /// Raised by the finalizer's thread for a context that can no longer be exited, if <see cref="ContextTreeOptions.FindAbandoned"/>. It is in no
    /// snapshot from then on. What a handler throws is logged.
    /// </summary>
    public new event Action<OpenContext>? Abandoned;

    /// <summary>The innermost open context that the running code is in, as the youngest tree sees it; <see langword="null"/> for none, or without a
    /// tree.</summary>
    public static OpenContext? Current => Volatile.Read(ref _all) is [.., var last] ? last.FindCurrent() : null;

    /// <summary>Whether abandoned contexts are looked for.</summary>
    public override bool FindsAbandoned => _options.FindAbandoned;

    /// <summary>What the tree knows of <see cref="Current"/>.</summary>
    internal static ContextNode? CurrentNode => Volatile.Read(ref _all) is [.., var last] ? last._current.Value?.InnermostOpen : null;

    private int OpenCount => _open.Sum(static open => open.Count);

    /// <summary>What is open, in the order in which it was entered.</summary>
    /// <returns>A copy, which does not change any more.</returns>
    public IReadOnlyList<OpenContext> Snapshot()
    {
        List<ContextNode> nodes = [];
        foreach (var open in _open)
            open.CopyTo(nodes);
        nodes.Sort(static (a, b) => a.Id.CompareTo(b.Id)); // so that what a context is in comes before it

        var now = _time.GetTimestamp();
        var byId = new Dictionary<long, OpenContext>(nodes.Count);
        foreach (var node in nodes)
        {
            var parent = node.Parent is { } around ? byId.GetValueOrDefault(around.Id) : null;
            byId.Add(node.Id, new OpenContext(node, parent, _time.GetElapsedTime(node.Start, now)));
        }

        return [.. byId.Values];
    }

    /// <summary>The contexts that ended last, at most <see cref="ContextTreeOptions.Keep"/>.</summary>
    /// <returns>A copy, the last one first.</returns>
    public IReadOnlyList<EndedContext> Recent() => [.. _recent.Read().Select(Describe)];

    /// <summary>Writes what is open as text: a context a line, indented below the one that it is in.</summary>
    /// <param name="writer">Where to write it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public void WriteTo(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        TreeText.Write(writer, Snapshot());
    }

    /// <summary>Stops observing. What is kept can be read still; nothing is open any more.</summary>
    public void Dispose()
    {
        _subscription.Dispose();
        lock (_gate)
            _all = [.. _all.Where(tree => tree != this)];
        List<ContextNode> nodes = [];
        foreach (var open in _open)
            open.CopyTo(nodes);
        foreach (var node in nodes.Where(node => TryEnd(node, ContextOutcome.Completed, null)))
            ContextMeter.Forget(node);
        ContextMeter.Release(this);
    }

    /// <inheritdoc/>
    public override object? Entering(object manager, string name)
    {
        var opener = _options.RecordOpener ? Opener.Find() : null;
        var node = new ContextNode(Interlocked.Increment(ref _lastId), name, _current.Value?.InnermostOpen, opener, _time.GetTimestamp())
        {
            IsMetered = ContextMeter.IsFedBy(this),
        };
        _open[Environment.CurrentManagedThreadId % _open.Length].Add(node);
        ContextMeter.Opened(node);
        return _current.Value = node;
    }

    /// <inheritdoc/>
    public override void Entered(object? token)
    {
        if (token is ContextNode node)
            node.Entered(_time.GetTimestamp());
    }

    /// <inheritdoc/>
    public override void Exiting(object? token, Exception? exception)
    {
        if (token is ContextNode node)
            node.Exits(exception, _time.GetTimestamp());
    }

    private protected override void OnEnded(object? token, ContextOutcome outcome, Exception? exception)
    {
        if (token is not ContextNode node || !TryEnd(node, outcome, exception))
            return;

        ContextMeter.Ended(node, _time);
        _recent.Add(node);
        var isSlow = _options.SlowExit >= TimeSpan.Zero && Elapsed(node.Exiting) > _options.SlowExit;
        if (Ended is null && !isSlow)
            return;

        var ended = Describe(node);
        if (isSlow)
        {
            _logger.ExitedSlowly(node.Name, node.OpenedBy, ended.ExitTime, outcome);
            Raise(EndedSlowly, ended);
        }

        Raise(Ended, ended);
    }

    private protected override void OnAbandoned(object? token)
    {
        if (token is not ContextNode node)
            return;

        var abandoned = new OpenContext(node, null, _time.GetElapsedTime(node.Start));
        if (!TryEnd(node, ContextOutcome.Failed, null))
            return;

        ContextMeter.Abandoned(node);
        _logger.WasAbandoned(node.Name, node.OpenedBy, abandoned.Age);
        Raise(Abandoned, abandoned);
    }

    private bool TryEnd(ContextNode node, ContextOutcome outcome, Exception? exception)
    {
        if (!node.TryEnd(outcome, exception, _time.GetTimestamp(), _time.GetUtcNow()))
            return false;

        node.List!.Remove(node);
        return true;
    }

    private OpenContext? FindCurrent()
    {
        Stack<ContextNode> nodes = [];
        for (var node = _current.Value?.InnermostOpen; node is not null; node = node.Parent)
            nodes.Push(node);

        var now = _time.GetTimestamp();
        OpenContext? current = null;
        foreach (var node in nodes)
            current = new OpenContext(node, current, _time.GetElapsedTime(node.Start, now));
        return current;
    }

    private EndedContext Describe(ContextNode node) => new(
        new OpenContext(node, null, Elapsed(node.Total)),
        node.Outcome,
        node.Error,
        node.EndedAt,
        Elapsed(node.Entering),
        Elapsed(node.InBlock),
        Elapsed(node.Exiting));

    private TimeSpan Elapsed(long ticks) => _time.GetElapsedTime(0, ticks);

    private void Raise<T>(Action<T>? handlers, T context)
    {
        try
        {
            handlers?.Invoke(context);
        }
        catch (Exception exception)
        {
            _logger.HandlerThrew(exception);
        }
    }
}
