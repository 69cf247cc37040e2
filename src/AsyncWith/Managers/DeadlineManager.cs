using System.Diagnostics;
using System.Globalization;

namespace AsyncWith;

/// <summary>What <see cref="Deadline.After"/> and <see cref="Deadline.At"/> return.</summary>
/// <param name="delay">The time from entering; <see langword="null"/> for a deadline at a point in time.</param>
/// <param name="time">That point in time.</param>
/// <param name="timeProvider">The clock.</param>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class DeadlineManager(TimeSpan? delay, DateTimeOffset time, TimeProvider timeProvider) : ResourceManager<Deadline>
{
    protected override string Description => delay is null
        ? string.Create(CultureInfo.InvariantCulture, $"Deadline at {time:O}")
        : delay == Timeout.InfiniteTimeSpan ? "Deadline without limit" : $"Deadline after {delay}";

    protected override ValueTask<Deadline> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var limit = delay ?? TimeLeft(); // of a point in time once, on entering
        var deadline = new Deadline(timeProvider, cancellationToken);
        try
        {
            deadline.Schedule(limit);
        }
        catch (Exception) // the time provider's
        {
            deadline.Unregister();
            throw;
        }

        return new ValueTask<Deadline>(deadline);
    }

    protected override ValueTask<bool> ReleaseAsync(Deadline resource, Exception? exception) => resource.EndAsync(exception);

    private TimeSpan TimeLeft()
    {
        var left = time - timeProvider.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero; // a negative one might be the infinite one
    }
}
