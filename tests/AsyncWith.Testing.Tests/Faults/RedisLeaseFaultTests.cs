using AsyncWith.Leases;
using Medallion.Threading.Redis;
using Xunit;
using static AsyncWith.Testing.Tests.Faults.Exhaustion;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>Leases on Redis: a fault and a cancellation at every step.</summary>
public sealed class RedisLeaseFaultTests
{
    [Fact]
    public Task Of_a_lock() => AssertNothingLeaksOrIsLostAsync((fakes, token) => UseAsync(fakes, options: null, token));

    [Fact]
    public Task Of_a_lock_with_fencing_tokens() => AssertNothingLeaksOrIsLostAsync((fakes, token) => UseAsync(
        fakes,
        new LeaseOptions
        {
            FencingTokens = async (_, cancellationToken) =>
            {
                await fakes.StepAsync("fencing token", cancellationToken);
                return 1;
            },
        },
        token));

    private static async ValueTask UseAsync(Fakes fakes, LeaseOptions? options, CancellationToken cancellationToken)
    {
        var database = FakeRedis.Create(fakes);
        try
        {
            await new RedisDistributedLock("a", database)
                .Lease(database, options)
                .UseAsync(_ => fakes.BlockAsync(cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            FakeRedis.ForgiveAcquiring(database);
            throw;
        }
    }
}
