using System.Data;
using System.Data.Common;

namespace AsyncWith.Data;

public static class DataContextManagers
{
    public static IAsyncContextManager<DataTransaction<DbConnection>> Transaction(
        this DbDataSource source, IsolationLevel isolationLevel = IsolationLevel.Unspecified) => throw new NotSupportedException();
}

public sealed class DataTransaction<TConnection>
    where TConnection : DbConnection
{
    public TConnection Connection => throw new NotSupportedException();

    public DbTransaction Transaction => throw new NotSupportedException();
}
