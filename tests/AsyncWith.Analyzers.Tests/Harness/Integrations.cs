namespace AsyncWith.Analyzers.Tests.Harness;

/// <summary>The managers of AsyncWith.Data and AsyncWith.EntityFrameworkCore that a rule knows by name, without their code.</summary>
internal static class Integrations
{
    internal const string Code = """
        global using System.Data.Common;
        global using AsyncWith.Data;
        global using AsyncWith.EntityFrameworkCore;
        global using Microsoft.EntityFrameworkCore;

        namespace Microsoft.EntityFrameworkCore
        {
            public class DbContext
            {
                public DatabaseFacade Database => new();
                public int SaveChanges() => 0;
                public Task<int> SaveChangesAsync(CancellationToken cancellationToken = default) => Task.FromResult(0);
                public void Add(object entity) { }
            }

            public sealed class DatabaseFacade
            {
                public IDbContextTransaction? CurrentTransaction => null;
            }

            public interface IDbContextTransaction
            {
                Task CommitAsync(CancellationToken cancellationToken = default);
                Task RollbackAsync(CancellationToken cancellationToken = default);
            }

            public interface IDbContextFactory<TContext> where TContext : DbContext;
        }

        namespace AsyncWith.Data
        {
            using System.Data;

            public static class DataContextManagers
            {
                public static IAsyncContextManager<DbConnection> Connect(this DbDataSource source) => throw new NotSupportedException();
                public static IAsyncContextManager<DataTransaction<DbConnection>> Transaction(
                    this DbDataSource source, IsolationLevel isolationLevel = IsolationLevel.Unspecified) => throw new NotSupportedException();
                public static IAsyncContextManager<DbTransaction> Transaction(
                    this DbConnection connection, IsolationLevel isolationLevel = IsolationLevel.Unspecified) => throw new NotSupportedException();
                public static IAsyncContextManager<DbTransaction> Savepoint(this DbTransaction transaction, string? name = null) =>
                    throw new NotSupportedException();
            }

            public sealed class DataTransaction<TConnection> where TConnection : DbConnection
            {
                public TConnection Connection => throw new NotSupportedException();
                public DbTransaction Transaction => throw new NotSupportedException();
                public IAsyncContextManager<DbTransaction> Savepoint(string? name = null) => throw new NotSupportedException();
                public void Deconstruct(out TConnection connection, out DbTransaction transaction) => throw new NotSupportedException();
            }
        }

        namespace AsyncWith.EntityFrameworkCore
        {
            public static class EntityFrameworkContextManagers
            {
                public static IAsyncContextManager<TContext> Open<TContext>(this IDbContextFactory<TContext> factory)
                    where TContext : DbContext => throw new NotSupportedException();
                public static IAsyncContextManager<TContext> UnitOfWork<TContext>(this IDbContextFactory<TContext> factory)
                    where TContext : DbContext => throw new NotSupportedException();
                public static IAsyncContextManager<TContext> UnitOfWork<TContext>(this TContext context)
                    where TContext : DbContext => throw new NotSupportedException();
                public static IAsyncContextManager<IDbContextTransaction> Transaction(this DbContext context) => throw new NotSupportedException();
                public static IAsyncContextManager<IDbContextTransaction> Savepoint(this DbContext context, string? name = null) =>
                    throw new NotSupportedException();
                public static Task RunUnitOfWorkAsync<TContext>(
                    this IDbContextFactory<TContext> factory,
                    Func<TContext, CancellationToken, Task> body,
                    CancellationToken cancellationToken = default)
                    where TContext : DbContext => throw new NotSupportedException();
            }
        }
        """;
}
