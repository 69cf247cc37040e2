using System.Diagnostics;
using System.Globalization;

namespace AsyncWith;

/// <summary>The manager that <see cref="Deadline.At"/> returns.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class PointInTimeManager(DateTimeOffset time, TimeProvider timeProvider) : DeadlineManager(default, timeProvider)
{
    protected override string Description => string.Create(CultureInfo.InvariantCulture, $"Deadline at {time:O}");

    protected override TimeSpan Delay
    {
        get
        {
            var left = time - TimeProvider.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero; // a negative one might be the infinite one
        }
    }
}
