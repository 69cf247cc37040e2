namespace AsyncWith.Internal;

/// <summary>The <see cref="SynchronizationContext"/> and the <see cref="TaskScheduler"/> to which an await would return.</summary>
internal static class CallerContext
{
    /// <summary>Whether an await without <c>ConfigureAwait(false)</c> would resume elsewhere than on the thread pool.</summary>
    internal static bool Exists => SynchronizationContext.Current is not null || HasScheduler;

    /// <summary>Whether a task of another scheduler than the default one is running. The scheduler of a running task cannot be changed.</summary>
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
