using AsyncWith.Leases.Tests.Support;
using AsyncWith.Tests.Contract;
using Medallion.Threading;

namespace AsyncWith.Leases.Tests;

/// <summary>A lease is a context manager like any other.</summary>
public sealed class LeaseManagerContractTests : AsyncContextManagerContract<Lease>
{
    private readonly FakeLock _lock = new();

    protected override int? Held => _lock.Held;

    protected override Reuse Reuse => Reuse.Reusable;

    protected override IAsyncContextManager<Lease> Create() => ((IDistributedLock)_lock).Lease();
}
