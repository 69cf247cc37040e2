namespace AsyncWith.Leases;

/// <summary>A lease was lost before its block ended, or nothing proves that it was held to the end.</summary>
/// <remarks>
/// <code>
/// try
/// {
///     await orders.Lease().UseAsync(async lease => await ShipAllAsync(lease.LostToken));
/// }
/// catch (LeaseLostException lost)
/// {
///     logger.LogWarning(lost, "Another process may have shipped at the same time; checking.");
///     await ReconcileAsync();
/// }
/// </code>
/// <see cref="Exception.InnerException"/> is the <see cref="OperationCanceledException"/> that left the block, if one did, and what the release
/// failed with otherwise. If there are both, the failure is in <see cref="Exception.Data"/> under <c>"AsyncWith.ReleaseFailure"</c>.
/// </remarks>
public sealed class LeaseLostException : Exception
{
    /// <summary>Makes one; for code that stands in for a lease in tests.</summary>
    /// <param name="name">The name of the lock.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    public LeaseLostException(string name, Exception? innerException = null)
        : base(
            $"The lease '{name}' was lost before its block ended, or nothing proves that it was held to the end. Another process may have held it "
            + "at the same time: check what the block did before it is done again.",
            innerException) => Name = name;

    /// <summary>The name of the lock.</summary>
    public string Name { get; }
}
