using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>A manager that runs its block in an activity, a span of a trace, and records how the block ended.</summary>
    /// <param name="source">The source to start it from.</param>
    /// <param name="name">The name of the operation.</param>
    /// <param name="kind">Its relation to other services.</param>
    /// <param name="parentContext">Its parent; <see cref="Activity.Current"/> by default.</param>
    /// <param name="tags">What samplers see of it from the start.</param>
    /// <param name="links">Other spans that it belongs to.</param>
    /// <returns>
    /// A manager that can be entered again after each block. It hands over the activity; <see langword="null"/> where nobody listens, or where the
    /// listeners do not want it, at next to no cost.
    /// </returns>
    /// <remarks>
    /// <code>
    /// await source.StartSpan("import", ActivityKind.Consumer).UseAsync(async span =>
    /// {
    ///     span?.SetTag("import.rows", rows.Count);
    ///     await ImportAsync(rows, cancellationToken);
    /// }, cancellationToken);
    /// </code>
    /// <see cref="Activity.Current"/> is the span inside the block, and what it was before again afterwards. An exception that leaves the block sets
    /// the status to <see cref="ActivityStatusCode.Error"/> and adds the exception event. An <see cref="OperationCanceledException"/> while the
    /// caller's token, the one given to the statement, is cancelled is no error. That token cancels nothing here.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> or <paramref name="name"/> is null.</exception>
    public static IAsyncContextManager<Activity?> StartSpan(
        this ActivitySource source,
        string name,
        ActivityKind kind = ActivityKind.Internal,
        ActivityContext parentContext = default,
        IEnumerable<KeyValuePair<string, object?>>? tags = null,
        IEnumerable<ActivityLink>? links = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        return new SpanManager(() => source.StartActivity(name, kind, parentContext, tags, links));
    }

    // No async method here: it would undo its changes to Activity.Current on returning.
    private sealed class SpanManager(Func<Activity?> start) : IAsyncContextManager<Activity?>
    {
        private const string EnteredTwice =
            "This span is entered already. Exit it first, or call StartSpan for each block.";

        private const string NotEntered =
            "ExitAsync was called on a span that is not entered. Await EnterAsync first, or let UseAsync call both.";

        private int _entered;
        private Activity? _before;
        private Activity? _span;
        private CancellationToken _caller;

        public ValueTask<Activity?> EnterAsync(CancellationToken cancellationToken = default)
        {
            if (Interlocked.Exchange(ref _entered, 1) != 0)
                return TaskExceptions.ToValueTask<Activity?>(new InvalidOperationException(EnteredTwice));

            _caller = cancellationToken;
            _before = Activity.Current;
            try
            {
                _span = start();
                return new ValueTask<Activity?>(_span);
            }
            catch (Exception exception) // of a sampler or a listener
            {
                var since = ExceptionContext.Now;
                var thrown = StopStarted();
                Activity.Current = _before;
                End();
                return TaskExceptions.ToValueTask<Activity?>(thrown is null ? exception : ExceptionContext.Attach(thrown, exception, since));
            }
        }

        public ValueTask<bool> ExitAsync(Exception? exception)
        {
            if (_entered == 0)
                return TaskExceptions.ToValueTask<bool>(new InvalidOperationException(NotEntered));

            Exception? thrown = null;
            if (_span is { } span)
            {
                if (exception is not null && !(exception is OperationCanceledException && _caller.IsCancellationRequested))
                    thrown = Record(span, exception);
                var since = ExceptionContext.Now;
                thrown = Stop(span) is { } thrownByStop ? ExceptionContext.Attach(thrownByStop, thrown, since) : thrown;
                Activity.Current = _before; // also where the block stopped the span, or left another one current
            }

            End();
            return thrown is null ? default : TaskExceptions.ToValueTask<bool>(thrown);
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

        /// <summary>Stops the span where a listener threw when it was started: it is current, and nobody else has it.</summary>
        private Exception? StopStarted() => Activity.Current is { } started && started != _before ? Stop(started) : null;

        private void End()
        {
            _span = _before = null;
            _entered = 0;
        }
    }
}
