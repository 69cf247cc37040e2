using System.Data;
using System.Data.Common;

namespace AsyncWith.Data.Tests;

internal sealed class WrappedTransaction(WrappedConnection connection, DbTransaction inner) : DbTransaction
{
    public DbTransaction Inner => inner;

    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    public override bool SupportsSavepoints => false;

    protected override DbConnection? DbConnection => inner.Connection is null ? null : connection;

    public override void Commit()
    {
        connection.Source.Step("commit");
        inner.Commit();
    }

    public override void Rollback()
    {
        connection.Source.Step("rollback");
        inner.Rollback();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await inner.DisposeAsync();
        connection.Source.Step("dispose transaction");
    }
}
