using System.Data.Common;
using AsyncWith.Tests.Contract;
using Microsoft.Data.Sqlite;

namespace AsyncWith.Data.Tests;

/// <summary>What every manager promises.</summary>
public sealed class TransactionContractTests : AsyncContextManagerContract<DataTransaction<SqliteConnection>>, IAsyncDisposable
{
    private readonly CountingSource _source = new();

    protected override int? Held => _source.Open;

    protected override Reuse Reuse => Reuse.Reusable;

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    protected override IAsyncContextManager<DataTransaction<SqliteConnection>> Create() => _source.Transaction<SqliteConnection>();

    private sealed class CountingSource : DbDataSource
    {
        private int _open;

        public int Open => Volatile.Read(ref _open);

        public override string ConnectionString => "Data Source=:memory:;Pooling=false";

        protected override DbConnection CreateDbConnection()
        {
            var connection = new SqliteConnection(ConnectionString);
            connection.StateChange += (_, change) => Interlocked.Add(ref _open, change.CurrentState == System.Data.ConnectionState.Open ? 1 : -1);
            return connection;
        }
    }
}
