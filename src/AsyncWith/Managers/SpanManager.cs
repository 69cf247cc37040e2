using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The manager that <c>StartSpan</c> returns. It keeps the arguments that every span has; a <see cref="DetailedSpanManager"/> keeps the
/// others.</summary>
/// <remarks>It has no <c>async</c> method, because such a method undoes its changes of <see cref="Activity.Current"/> when it returns.</remarks>
[DebuggerStepThrough, StackTraceHidden]
internal class SpanManager(ActivitySource source, string name) : IAsyncContextManager<Activity?>
{
    private SpanEntry? _entry; // while entered

    protected ActivitySource Source => source;

    protected string Name => name;

    protected virtual string Description => $"Span {name}";

    public sealed override string ToString() => Volatile.Read(ref _entry) is null ? Description : $"{Description}, open";

    public ValueTask<Activity?> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (!source.HasListeners() && _entry is null)
        {
            _entry = SpanEntry.Unheard; // no atomic step: there is nothing to lose, and it would take a quarter of the time
            return default;
        }

        var entry = new SpanEntry(cancellationToken);
        if (Interlocked.CompareExchange(ref _entry, entry, null) is not null)
            return TaskExceptions.ToValueTask<Activity?>(Occupancy.EnteredTwice(this));

        if (entry.Start(this) is not { } exception)
            return new ValueTask<Activity?>(entry.Span);

        Volatile.Write(ref _entry, null);
        return TaskExceptions.ToValueTask<Activity?>(exception);
    }

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (ReferenceEquals(_entry, SpanEntry.Unheard))
        {
            _entry = null;
            return default;
        }

        if (Interlocked.Exchange(ref _entry, null) is not { } entry)
            return TaskExceptions.ToValueTask<bool>(Occupancy.NotEntered(this));

        return entry.End(exception) is { } thrown ? TaskExceptions.ToValueTask<bool>(thrown) : default;
    }

    internal virtual Activity? Start() => source.StartActivity(name);
}
