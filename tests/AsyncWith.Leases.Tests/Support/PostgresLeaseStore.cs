using System.Globalization;
using Medallion.Threading.Postgres;
using Npgsql;

namespace AsyncWith.Leases.Tests.Support;

/// <summary>Leases that are advisory locks of an empty database.</summary>
internal sealed class PostgresLeaseStore(
    string connectionString, NpgsqlDataSource database, Action<PostgresConnectionOptionsBuilder>? options = null) : LeaseStore
{
    public string ConnectionString => connectionString;

    /// <summary>The same database, with a setting that leases connect with.</summary>
    public PostgresLeaseStore With(string setting) => new(connectionString + setting, database, options);

    public override IAsyncContextManager<Lease> Lease(string name, LeaseOptions? leaseOptions = null, bool watchful = true) =>
        new PostgresDistributedLock(Key(name), connectionString, options).Lease(leaseOptions);

    public IAsyncContextManager<Lease> ReadLease(string name) =>
        new PostgresDistributedReaderWriterLock(Key(name), connectionString, options).ReadLease();

    public IAsyncContextManager<Lease> WriteLease(string name, LeaseOptions? leaseOptions = null) =>
        new PostgresDistributedReaderWriterLock(Key(name), connectionString, options).WriteLease(leaseOptions);

    /// <summary>Ends the server's process of the connection that holds it, and returns once that is gone.</summary>
    public override Task LoseAsync(string name) =>
        QueryAsync<bool>($"SELECT bool_and(pg_terminate_backend(pid, 60000)) FROM pg_locks WHERE {Held(name)}");

    public override Task<bool> IsHeldAsync(string name) => QueryAsync<bool>($"SELECT EXISTS (SELECT FROM pg_locks WHERE {Held(name)})");

    /// <summary>Ends when the watch of a lease runs in the server.</summary>
    public Task WatchedAsync() => ActivityAsync("wait_event = 'PgSleep'");

    /// <summary>Ends when a connection to the database is as the condition on <c>pg_stat_activity</c> says.</summary>
    public async Task ActivityAsync(string condition)
    {
        await using var command = database.CreateCommand($"""
            DO $$
            BEGIN
                WHILE NOT EXISTS (
                    SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {condition})
                LOOP
                    PERFORM pg_sleep(0.01);
                    PERFORM pg_stat_clear_snapshot();
                END LOOP;
            END $$
            """);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static PostgresAdvisoryLockKey Key(string name) => new(name);

    // As the library makes a key of a short name: seven bits a character, a zero, and ones.
    private static string Held(string name)
    {
        var key = name.Aggregate(0L, (bits, character) => (bits << 7) | character) << 1;
        for (var i = name.Length; i < 9; i++)
            key = (key << 7) | 0x7f;
        return string.Create(CultureInfo.InvariantCulture, $"""
            locktype = 'advisory' AND granted AND classid = {key >>> 32} AND objid = {key & uint.MaxValue}
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """);
    }
}
