namespace AsyncWith.Internal;

/// <summary>What an exit returns that never suppresses an exception.</summary>
internal static class ExitResult
{
    /// <summary>The task of an exit that ends as <paramref name="release"/> does.</summary>
    internal static ValueTask<bool> NotSuppressed(ValueTask release)
    {
        if (!release.IsCompletedSuccessfully)
            return AwaitAsync(release);
        release.GetAwaiter().GetResult(); // a pooled task source is consumed exactly once
        return default;

        static async ValueTask<bool> AwaitAsync(ValueTask release)
        {
            await release.ConfigureAwait(false);
            return false;
        }
    }
}
