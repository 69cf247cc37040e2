using AsyncWith.Leases;
using Medallion.Threading;
using Xunit;
using static AsyncWith.Testing.Tests.Faults.Exhaustion;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>Leases: a fault and a cancellation at every step.</summary>
public sealed class LeaseFaultTests
{
    [Fact]
    public Task Of_a_lock() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        ((IDistributedLock)new FakeLock(fakes)).Lease(new LeaseOptions
        {
            FencingTokens = async (_, cancellationToken) =>
            {
                await fakes.StepAsync("fencing token", cancellationToken);
                return 1;
            },
        }).UseAsync(_ => fakes.BlockAsync(token), token));

    [Fact]
    public Task Of_a_semaphore() => AssertNothingLeaksOrIsLostAsync((fakes, token) =>
        ((IDistributedSemaphore)new FakeLock(fakes)).Lease().UseAsync(_ => fakes.BlockAsync(token), token));
}
