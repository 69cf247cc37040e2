using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The span of one block.</summary>
/// <param name="caller">The token that the manager was entered with.</param>
internal sealed class SpanEntry(CancellationToken caller)
{
    /// <summary>The entry of every block whose source has no listener.</summary>
    internal static readonly SpanEntry Unheard = new(default);

    private readonly CancellationToken _caller = caller;
    private Activity? _before;

    internal Activity? Span { get; private set; }

    /// <summary>Starts the span.</summary>
    /// <returns>What a sampler or a listener threw. No span is left behind then.</returns>
    internal Exception? Start(SpanManager manager)
    {
        _before = Activity.Current;
        try
        {
            Span = manager.Start();
            return null;
        }
        catch (Exception exception)
        {
            // Where a listener threw, the span is current already, and no other code refers to it.
            var since = ExceptionContext.Now;
            var thrown = Activity.Current is { } started && started != _before ? Stop(started) : null;
            Activity.Current = _before;
            return thrown is null ? exception : ExceptionContext.Attach(thrown, exception, since);
        }
    }

    /// <summary>Records how the block ended, and stops the span.</summary>
    /// <returns>What a listener threw.</returns>
    internal Exception? End(Exception? exception)
    {
        if (Span is null)
            return null;

        var isError = exception is not null && !(exception is OperationCanceledException && _caller.IsCancellationRequested);
        var thrown = isError ? Record(Span, exception!) : null;
        var since = ExceptionContext.Now;
        if (Stop(Span) is { } thrownByStop)
            thrown = ExceptionContext.Attach(thrownByStop, thrown, since);
        Activity.Current = _before; // also where the block stopped the span, or left another one current
        return thrown;
    }

    /// <summary>Records the failure. A listener may throw, and so may the message of an exception.</summary>
    private static Exception? Record(Activity span, Exception failure)
    {
        try
        {
            span.SetStatus(ActivityStatusCode.Error);
            span.SetStatus(ActivityStatusCode.Error, failure.Message).AddException(failure);
            return null;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }

    private static Exception? Stop(Activity span)
    {
        try
        {
            span.Dispose();
            return null;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }
}
