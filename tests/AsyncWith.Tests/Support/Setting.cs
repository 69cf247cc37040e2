namespace AsyncWith.Tests.Support;

/// <summary>Where a scenario is run.</summary>
public enum Setting
{
    /// <summary>Once, without a <see cref="SynchronizationContext"/>.</summary>
    Plain,

    /// <summary>Once, on a <see cref="SingleThreadedContext"/>.</summary>
    SingleThreaded,

    /// <summary>10,000 times at once, on the thread pool.</summary>
    TenThousandAtOnce,
}
