using System.Diagnostics;

namespace AsyncWith;

/// <summary>The manager that <see cref="Deadline.After"/> returns.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal class DeadlineManager(TimeSpan delay, TimeProvider timeProvider) : ResourceManager<Deadline>
{
    protected override string Description => delay == Timeout.InfiniteTimeSpan ? "Deadline without limit" : $"Deadline after {delay}";

    protected TimeProvider TimeProvider => timeProvider;

    /// <summary>The time from entering.</summary>
    protected virtual TimeSpan Delay => delay;

    protected override ValueTask<Deadline> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var limit = Delay;
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
}
