using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace AsyncWith.Data.Tests;

internal sealed class WrappedConnection(DbConnection inner, WrappedSource source) : DbConnection
{
    public DbConnection Inner => inner;

    public WrappedSource Source => source;

    [AllowNull]
    public override string ConnectionString { get => inner.ConnectionString; set => inner.ConnectionString = value; }

    public override string Database => inner.Database;

    public override string DataSource => inner.DataSource;

    public override string ServerVersion => inner.ServerVersion;

    public override ConnectionState State => inner.State;

    public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

    public override void Open() => inner.Open();

    public override Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public override void Close() => inner.Close();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await inner.DisposeAsync();
        source.Step("dispose connection");
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        source.Step("begin");
        return new WrappedTransaction(this, inner.BeginTransaction(isolationLevel));
    }

    protected override DbCommand CreateDbCommand() => new WrappedCommand(this, inner.CreateCommand());
}
