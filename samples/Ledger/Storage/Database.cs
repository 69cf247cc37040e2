using System.Data;
using System.Data.Common;
using AsyncWith.Data;
using AsyncWith.Leases;

namespace AsyncWith.Samples.Ledger;

/// <summary>What differs between the databases.</summary>
internal abstract class Database(DbDataSource source) : IAsyncDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    protected DbDataSource Source => source;

    /// <summary>What it is and where, for the user.</summary>
    public abstract string Name { get; }

    public abstract int DefaultWorkers { get; }

    /// <summary>What a SELECT ends with to keep others from its rows until the transaction ends.</summary>
    public abstract string LockRows { get; }

    /// <summary>The statement that keeps others from setting up at the same time.</summary>
    public abstract string LockSetup { get; }

    /// <summary>Of all the runs that ask for the same name, one at a time is in its block; the others wait.</summary>
    public abstract IAsyncContextManager<Lease> Lease(string name);

    /// <summary>Whether it gave up because other programs were using it.</summary>
    public abstract bool IsBusy(DbException exception);

    /// <summary>A transaction that commits what the block did, or takes all of it back when the block throws.</summary>
    public virtual IAsyncContextManager<DbTransaction> Transaction() =>
        from transaction in source.Transaction(IsolationLevel.ReadCommitted) select transaction.Transaction;

    public virtual ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Does <paramref name="work"/>, and again where other programs were in its way or its connection was lost.</summary>
    public static async Task<T> PersistAsync<T>(Func<Task<T>> work, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (DbException exception) when (attempt < Attempts && TransactionFailure.IsRetryable(exception))
            {
                await Task.Delay(_pause, stop);
            }
        }
    }

    /// <exception cref="UsageException">It is no connection string of either.</exception>
    public static Database Of(string connectionString)
    {
        var keys = Keys(connectionString);
        try
        {
            if (keys.Contains("Host") || keys.Contains("Server"))
                return new PostgresDatabase(connectionString);
            if (keys.Contains("Data Source") || keys.Contains("DataSource") || keys.Contains("Filename"))
                return new SqliteDatabase(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            throw new UsageException($"--database: {exception.Message}");
        }

        throw new UsageException("--database: give 'Data Source=FILE' for SQLite, or 'Host=...;Username=...;Database=...' for PostgreSQL");
    }

    private static HashSet<string> Keys(string connectionString)
    {
        try
        {
            var keys = new DbConnectionStringBuilder { ConnectionString = connectionString }.Keys;
            return keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return [];
        }
    }
}
