using System.Data.Common;

namespace AsyncWith.Samples.Ledger;

/// <summary>What differs between the databases.</summary>
internal abstract class Database(DbDataSource source) : IAsyncDisposable
{
    /// <summary>What it is and where, for the user.</summary>
    public abstract string Name { get; }

    public abstract int DefaultWorkers { get; }

    /// <summary>What a SELECT ends with to keep others from its rows until the transaction ends.</summary>
    public abstract string LockRows { get; }

    /// <summary>The statement that keeps others from setting up at the same time.</summary>
    public abstract string LockSetup { get; }

    /// <summary>Whether it gave up because other programs were using it.</summary>
    public abstract bool IsBusy(DbException exception);

    /// <summary>A connection for one transaction.</summary>
    public virtual IAsyncContextManager<DbConnection> Connection() => Managers.Connection(source);

    public virtual ValueTask DisposeAsync() => source.DisposeAsync();

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
