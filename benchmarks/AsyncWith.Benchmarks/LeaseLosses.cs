using System.Diagnostics;
using AsyncWith.Leases;
using AsyncWith.Servers;
using Medallion.Threading.Postgres;
using Medallion.Threading.Redis;
using Npgsql;
using StackExchange.Redis;

namespace AsyncWith.Benchmarks;

/// <summary>How long it takes until a lease with default options learns that it was lost.</summary>
internal static class LeaseLosses
{
    internal sealed record Row(string Name, TimeSpan Noticed, string Left);

    internal static async IAsyncEnumerable<Row> OnPostgresAsync(string connectionString)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var lease = new PostgresDistributedLock(new PostgresAdvisoryLockKey("bench"), connectionString).Lease();

        yield return await MeasureAsync("pg_terminate_backend", lease, async _ =>
        {
            await using var command = database.CreateCommand("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
            await command.ExecuteNonQueryAsync();
        });
    }

    internal static async IAsyncEnumerable<Row> OnRedisAsync(RedisServer server, IDatabase database)
    {
        yield return await MeasureAsync("Redis, key deleted", Lease(), _ => database.KeyDeleteAsync("bench"));
        yield return await MeasureAsync(
            "Redis, SIGSTOP until noticed", Lease(), async lost => await server.Stopped().UseAsync(async _ => await lost));
        yield return await MeasureAsync("Redis, killed", Lease(), _ => server.KillAsync());

        IAsyncContextManager<Lease> Lease() => new RedisDistributedLock("bench", database).Lease(database);
    }

    private static async Task<Row> MeasureAsync(string name, IAsyncContextManager<Lease> manager, Func<Task, Task> lose)
    {
        var noticed = TimeSpan.Zero;
        var left = "nothing";
        try
        {
            await manager.UseAsync(async lease =>
            {
                var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = lease.LostToken.Register(lost.SetResult);
                var start = Stopwatch.GetTimestamp();
                var losing = lose(lost.Task);
                await lost.Task;
                noticed = Stopwatch.GetElapsedTime(start);
                await losing;
            });
        }
        catch (LeaseLostException exception)
        {
            left = exception.GetType().Name;
        }

        return new Row(name, noticed, left);
    }
}
