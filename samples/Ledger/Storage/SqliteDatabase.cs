using System.Data.Common;
using AsyncWith.Data;
using AsyncWith.Leases;
using Microsoft.Data.Sqlite;

namespace AsyncWith.Samples.Ledger;

/// <summary>An SQLite file. It takes one writer at a time, so the workers take turns.</summary>
internal sealed class SqliteDatabase : Database
{
    // WAL with synchronous = NORMAL keeps what is committed when the process is killed, without waiting for the disk each time.
    private const string Setup = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
    private const int Busy = 5;
    private const int Locked = 6;

    private readonly SqliteConnectionStringBuilder _settings;
    private readonly SemaphoreSlim _door = new(1);

    public SqliteDatabase(string connectionString)
        : this(new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true, DefaultTimeout = 5 })
    {
    }

    private SqliteDatabase(SqliteConnectionStringBuilder settings)
        : base(SqliteFactory.Instance.CreateDataSource(settings.ConnectionString))
    {
        if (settings.DataSource is "" or ":memory:" || settings.Mode is SqliteOpenMode.Memory)
            throw new ArgumentException("the ledger needs a file: 'Data Source=FILE'");
        _settings = settings;
    }

    public override string Name => $"SQLite file {_settings.DataSource}";

    public override int DefaultWorkers => 1;

    public override string LockRows => ""; // the transaction has the whole file

    public override string LockSetup => "";

    public override IAsyncContextManager<Lease> Lease(string name) =>
        throw new UsageException("--lease: SQLite has no server that could keep a lease; give a PostgreSQL --database");

    public override bool IsBusy(DbException exception) => exception is SqliteException { SqliteErrorCode: Busy or Locked };

    /// <summary>A manager made of managers: a turn, a connection within it, and a transaction on that.</summary>
    public override IAsyncContextManager<DbTransaction> Transaction() => AsyncContextManager.Create<DbTransaction>(async (yield, cancellationToken) =>
        await (_door.Acquire(), Source.Connect()).UseAsync(async (_, connection) =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = Setup;
            await command.ExecuteNonQueryAsync(cancellationToken);
            await connection.Transaction().UseAsync(async transaction => await yield.Return(transaction), cancellationToken);
        }, cancellationToken));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _door.Dispose();
    }
}
