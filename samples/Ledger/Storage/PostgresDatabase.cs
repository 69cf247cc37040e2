using System.Data.Common;
using AsyncWith.Leases;
using Medallion.Threading.Postgres;
using Npgsql;

namespace AsyncWith.Samples.Ledger;

/// <summary>A PostgreSQL server. It locks rows, so the workers run side by side.</summary>
internal sealed class PostgresDatabase(string connectionString) : Database(NpgsqlDataSource.Create(connectionString))
{
    private readonly NpgsqlConnectionStringBuilder _settings = new(connectionString);

    public override string Name => $"PostgreSQL at {_settings.Host}:{_settings.Port}, database {_settings.Database ?? _settings.Username}";

    public override int DefaultWorkers => 4;

    public override string LockRows => " FOR UPDATE";

    // Any number, as long as all runs use the same: two that create the tables at once would fail.
    public override string LockSetup => "SELECT pg_advisory_xact_lock(7305812930471);";

    public override IAsyncContextManager<Lease> Lease(string name)
    {
        // The server ends the watch of the connection every second, and the library begins it again: see docs/leases.md.
        var watched = new NpgsqlConnectionStringBuilder(_settings.ConnectionString)
        {
            Options = $"{_settings.Options} -c statement_timeout=1000".Trim(),
            CancellationTimeout = 10_000,
        };
        return new PostgresDistributedLock(new PostgresAdvisoryLockKey(name, allowHashing: true), watched.ConnectionString).Lease();
    }

    public override bool IsBusy(DbException exception) =>
        exception is PostgresException
        {
            SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable
        };
}
