using System.Diagnostics;
using AsyncWith.Leases;
using Medallion.Threading;
using Medallion.Threading.Postgres;
using Medallion.Threading.Redis;
using StackExchange.Redis;

namespace AsyncWith.Benchmarks;

/// <summary>What a lease that nobody else wants costs, against the bare library of its lock: interleaved, the median of rounds.</summary>
internal static class LeaseCosts
{
    private const int Rounds = 300;

    internal sealed record Row(string Name, TimeSpan Bare, TimeSpan Lease);

    internal static async IAsyncEnumerable<Row> OnPostgresAsync(string connectionString)
    {
        var key = new PostgresAdvisoryLockKey("bench");
        var shared = new PostgresDistributedLock(key, connectionString);
        var own = new PostgresDistributedLock(key, connectionString, options => options.UseMultiplexing(false));

        yield return await MeasureAsync("PostgreSQL", () => HoldAsync(shared, watch: false), () => HoldLeaseAsync(shared.Lease()));
        yield return await MeasureAsync("PostgreSQL, both watched", () => HoldAsync(shared, watch: true), () => HoldLeaseAsync(shared.Lease()));
        yield return await MeasureAsync(
            "PostgreSQL, a connection for each, both watched", () => HoldAsync(own, watch: true), () => HoldLeaseAsync(own.Lease()));
    }

    internal static async IAsyncEnumerable<Row> OnRedisAsync(IDatabase database)
    {
        var redis = new RedisDistributedLock("bench", database);

        yield return await MeasureAsync("Redis", () => HoldAsync(redis, watch: true), () => HoldLeaseAsync(redis.Lease(database)));
    }

    private static async Task HoldAsync(IDistributedLock distributedLock, bool watch)
    {
        await using var handle = await distributedLock.AcquireAsync();
        if (watch)
            _ = handle.HandleLostToken;
    }

    private static Task HoldLeaseAsync(IAsyncContextManager<Lease> lease) => lease.UseAsync(static _ => default(ValueTask)).AsTask();

    private static async Task<Row> MeasureAsync(string name, Func<Task> bare, Func<Task> lease)
    {
        var (bareTimes, leaseTimes) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = -Rounds / 3; round < Rounds; round++)
        {
            var (bareTime, leaseTime) = (await TimeAsync(bare), await TimeAsync(lease));
            if (round < 0)
                continue; // warming up
            bareTimes.Add(bareTime);
            leaseTimes.Add(leaseTime);
        }

        return new Row(name, Median(bareTimes), Median(leaseTimes));
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> operation)
    {
        var start = Stopwatch.GetTimestamp();
        await operation();
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
