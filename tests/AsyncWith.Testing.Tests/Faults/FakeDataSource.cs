using System.Data.Common;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>A database whose every step may fail or be cancelled. It counts connections and transactions that are open.</summary>
internal sealed class FakeDataSource(Fakes fakes) : DbDataSource
{
    public override string ConnectionString => "";

    protected override DbConnection CreateDbConnection() => new FakeConnection(fakes);
}
