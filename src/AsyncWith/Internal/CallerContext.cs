namespace AsyncWith.Internal;

/// <summary>The <see cref="SynchronizationContext"/> and the <see cref="TaskScheduler"/> that an await would come back to.</summary>
internal static class CallerContext
{
    /// <summary>Whether an await without <c>ConfigureAwait(false)</c> would come back to something else than the thread pool.</summary>
    internal static bool Exists => SynchronizationContext.Current is not null || HasScheduler;

    /// <summary>Whether the code runs in a task of a scheduler other than the default one. That cannot be changed, only left.</summary>
    internal static bool HasScheduler => TaskScheduler.Current != TaskScheduler.Default;

    /// <summary>Removes the current <see cref="SynchronizationContext"/> until the result is disposed of.</summary>
    internal static Suppressed Suppress()
    {
        var current = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        return new Suppressed(current);
    }

    internal readonly ref struct Suppressed(SynchronizationContext? context)
    {
        public void Dispose() => SynchronizationContext.SetSynchronizationContext(context);
    }
}
