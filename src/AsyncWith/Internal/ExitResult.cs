using System.Diagnostics;

namespace AsyncWith.Internal;

/// <summary>The result of an exit that never suppresses an exception.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal static class ExitResult
{
    /// <summary>The task of an exit that ends as <paramref name="release"/> does.</summary>
    internal static ValueTask<bool> NotSuppressed(ValueTask release)
    {
        if (!release.IsCompletedSuccessfully)
            return AwaitAsync(release.AsTask()).WithResult;
        release.GetAwaiter().GetResult(); // a pooled task source is consumed exactly once
        return default;
    }

    private static async StatementTask<bool> AwaitAsync(Task release)
    {
        await release.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (TaskExceptions.GetException(release) is { } exception)
            await new Failure(exception);
        return false;
    }
}
