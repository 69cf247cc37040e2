using System.Collections.Concurrent;
using AsyncWith.Diagnostics;

namespace AsyncWith.Tests.Support;

/// <summary>An observer that records what it is told of the contexts of one test: those that are entered where the flow of the test has
/// gone.</summary>
public sealed class ObserverLog(bool findsAbandoned = false) : ContextObserver
{
    private readonly AsyncLocal<Context?> _current = new();
    private readonly ConcurrentQueue<string> _calls = [];
    private readonly Context _root = new("", null, null);

    public override bool FindsAbandoned => findsAbandoned;

    /// <summary>What happened, in order.</summary>
    public string Calls => string.Join(", ", _calls);

    /// <summary>The managers in the order in which they were entered.</summary>
    public ConcurrentQueue<Context> Contexts { get; } = [];

    /// <summary>Completes when a context is abandoned.</summary>
    public TaskCompletionSource<Context> FirstAbandoned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The innermost context of the running code.</summary>
    public Context? Current => _current.Value;

    /// <summary>Subscribes, and records what the caller enters from now on.</summary>
    public IDisposable Start()
    {
        _current.Value = _root;
        return ContextDiagnostics.Subscribe(this);
    }

    public override object? Entering(object manager, string name)
    {
        if (_current.Value is not { } parent)
            return null;

        var context = new Context(name, manager, parent);
        Contexts.Enqueue(context);
        _calls.Enqueue($"entering {name}");
        _current.Value = context;
        return context;
    }

    public override void Entered(object? token) => Record(token, context => $"entered {context.Name}");

    public override void Exiting(object? token, Exception? exception) => Record(token, context =>
    {
        context.ExitedWith = exception;
        return $"exiting {context.Name}";
    });

    public override void Ended(object? token, ContextOutcome outcome, Exception? exception) => Record(token, context =>
    {
        (context.Outcome, context.Exception) = (outcome, exception);
        return $"{outcome} {context.Name}";
    });

    public override void Abandoned(object? token) => Record(token, context =>
    {
        FirstAbandoned.TrySetResult(context);
        return $"abandoned {context.Name}";
    });

    private void Record(object? token, Func<Context, string> call)
    {
        if (token is Context context)
            _calls.Enqueue(call(context));
    }

    public sealed class Context(string name, object? manager, Context? parent)
    {
        public string Name => name;

        public object? Manager => manager;

        public Exception? ExitedWith { get; set; }

        public ContextOutcome? Outcome { get; set; }

        public Exception? Exception { get; set; }

        /// <summary>The names of the contexts that it is in, and its own.</summary>
        public string Path => parent is null ? "" : $"{parent.Path}/{name}";
    }
}
