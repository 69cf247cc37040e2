using Microsoft.Extensions.Logging;

namespace AsyncWith.Diagnostics;

/// <summary>What a tree logs.</summary>
internal static partial class TreeLog
{
    [LoggerMessage(1, LogLevel.Warning, "The context {Name}, opened by {OpenedBy}, took {ExitTime} to exit. Outcome: {Outcome}")]
    internal static partial void ExitedSlowly(this ILogger logger, string name, string? openedBy, TimeSpan exitTime, ContextOutcome outcome);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "The context {Name}, opened by {OpenedBy} {Age} ago, was abandoned: nothing refers to it any more, and it was not exited")]
    internal static partial void WasAbandoned(this ILogger logger, string name, string? openedBy, TimeSpan age);

    [LoggerMessage(3, LogLevel.Error, "A handler of an event of a ContextTree threw")]
    internal static partial void HandlerThrew(this ILogger logger, Exception exception);
}
