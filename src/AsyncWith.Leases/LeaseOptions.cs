namespace AsyncWith.Leases;

/// <summary>How a lease is acquired.</summary>
/// <remarks>
/// <code>
/// var options = new LeaseOptions { AcquireTimeout = TimeSpan.FromSeconds(10), FencingTokens = tokens.NextAsync };
/// await orders.Lease(options).UseAsync(async lease => await ShipAllAsync(lease.FencingToken));
/// </code>
/// </remarks>
public sealed record LeaseOptions
{
    /// <summary>
    /// How long an enter waits for the lock before it throws <see cref="TimeoutException"/>. <see langword="null"/>, the default, and
    /// <see cref="Timeout.InfiniteTimeSpan"/> are no limit; <see cref="TimeSpan.Zero"/> is one try. The caller's token ends the wait in any case.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative and not infinite.</exception>
    public TimeSpan? AcquireTimeout
    {
        get;
        init => field = value is not { } timeout || timeout >= TimeSpan.Zero || timeout == Timeout.InfiniteTimeSpan
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, "A negative time is no limit. Use null to wait as long as it takes, and TimeSpan.Zero to try once.");
    }

    /// <summary>
    /// Makes the fencing token of each lease, given the name of the lock and the caller's token. It is called once the lock is held, and has to
    /// return a greater number each time. If it throws, the lock is released and the enter throws the same.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<long>>? FencingTokens { get; init; }
}
