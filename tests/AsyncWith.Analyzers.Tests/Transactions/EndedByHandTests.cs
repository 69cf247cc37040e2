using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Transactions;

[Trait("Rule", "AW0012")]
public sealed class EndedByHandTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        async Task M(DbConnection connection) => await connection.Transaction().UseAsync(async transaction => await [|transaction.CommitAsync()|]);
        """,
        """
        async Task M(DbConnection connection) => await connection.Transaction().UseAsync(async transaction =>
        {
            try { await Task.Yield(); }
            catch { await [|transaction.RollbackAsync()|]; throw; }
        });
        """,
        """
        async Task M(DbConnection connection) =>
            await connection.Transaction().UseAsync(async transaction => { await Task.Yield(); [|transaction.Commit()|]; });
        """,
        """
        async Task M(DbDataSource source) => await source.Transaction().UseAsync(async unit => await [|unit.Transaction.CommitAsync()|]);
        """,
        """
        async Task M(DbDataSource source) => await source.Transaction().UseAsync(async unit =>
        {
            var (connection, transaction) = unit;
            Log.Write(connection);
            await [|transaction.CommitAsync()|];
        });
        """,
        """
        async Task M(DbConnection connection, CancellationToken cancellationToken) =>
            await connection.Transaction().WithExitTimeout(TimeSpan.FromSeconds(5)).ConfigureAwait(false).UseAsync(
                async transaction => await [|transaction.CommitAsync(cancellationToken)|].ConfigureAwait(false), cancellationToken);
        """,
        """
        async Scoped M(DbConnection connection)
        {
            var transaction = await Scope.Enter(connection.Transaction());
            await [|transaction.CommitAsync()|];
        }
        """,
        """
        async Scoped M(DbDataSource source)
        {
            var (connection, transaction) = await Scope.Enter(source.Transaction());
            Log.Write(connection);
            await [|transaction.RollbackAsync()|];
        }
        """,
        """
        async Task M(DbConnection connection)
        {
            await using var scope = await connection.Transaction().BeginAsync();
            await [|scope.Resource.CommitAsync()|];
            scope.Complete();
        }
        """,
        """
        async Task M(DbConnection connection) => await new AsyncExitStack().UseAsync(async stack =>
        {
            var transaction = await stack.EnterContextAsync(connection.Transaction());
            await [|transaction.CommitAsync()|];
        });
        """,
        """
        async Task M(DbConnection connection)
        {
            var manager = connection.Transaction();
            await manager.UseAsync(async transaction => await [|transaction.CommitAsync()|]);
        }
        """,
        """
        async Task M(DbConnection connection, Session session) =>
            await (session, connection.Transaction()).UseAsync(async (_, transaction) => await [|transaction.CommitAsync()|]);
        """,
        """
        async Task M(DbTransaction transaction) =>
            await transaction.Savepoint().UseAsync(async savepoint => { Log.Write(savepoint); await [|transaction.CommitAsync()|]; });
        """,
        """
        async Task M(DbDataSource source) => await source.Transaction().UseAsync(async unit =>
            await unit.Savepoint().UseAsync(async savepoint => await [|savepoint.RollbackAsync()|]));
        """,
        """
        async Task M(IDbContextFactory<DbContext> factory) => await factory.UnitOfWork().UseAsync(async context =>
        {
            context.Add(1);
            await [|context.SaveChangesAsync()|];
        });
        """,
        """
        async Task M(DbContext context) => await context.UnitOfWork().UseAsync(async () =>
        {
            context.Add(1);
            await [|context.SaveChangesAsync()|];
            await [|context.Database.CurrentTransaction!.CommitAsync()|];
        });
        """,
        """
        async Task M(IDbContextFactory<DbContext> factory) => await factory.RunUnitOfWorkAsync(async (context, token) =>
        {
            context.Add(1);
            await [|context.SaveChangesAsync(token)|];
        });
        """,
        """
        async Task M(DbContext context) => await context.Transaction().UseAsync(async transaction => await [|transaction.CommitAsync()|]);
        """,
        """
        async Task M(DbContext context) => await context.UnitOfWork().UseAsync(async db =>
        {
            var current = db.Database.CurrentTransaction;
            if (current is not null)
                await [|current.RollbackAsync()|];
        });
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        async Task M(DbConnection connection) =>
            await connection.Transaction().UseAsync(async transaction => { Log.Write(transaction); await Task.Yield(); });
        """,
        """
        async Task M(DbDataSource source) => await source.Connect().UseAsync(async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await transaction.CommitAsync();
        });
        """,
        """
        async Task M(DbConnection connection, DbTransaction other) =>
            await connection.Transaction().UseAsync(async transaction => await other.CommitAsync());
        """,
        """
        async Task M(DbConnection connection) => await connection.Transaction().UseAsync(async transaction =>
        {
            await transaction.SaveAsync("first");
            await transaction.RollbackAsync("first");
        });
        """,
        """
        async Task M(IDbContextFactory<DbContext> factory) => await factory.Open().UseAsync(async context => await context.SaveChangesAsync());
        """,
        """
        async Task M(DbContext context) => await context.Transaction().UseAsync(async () => await context.SaveChangesAsync());
        """,
        """
        async Task M(DbContext context, DbContext audit) => await context.UnitOfWork().UseAsync(async () => await audit.SaveChangesAsync());
        """,
        """
        async Task M(DbContext context)
        {
            await context.UnitOfWork().UseAsync(async db => db.Add(1));
            await context.SaveChangesAsync();
        }
        """,
        """
        async Task M(DbConnection connection) =>
            await (from transaction in connection.Transaction() select new Connection()).UseAsync(async mine => await mine.CommitAsync());
        """,
        """
        async Task M() => await Managers.Open().UseAsync(async connection => await connection.CommitAsync());
        """,
        """
        async Task M(DbConnection connection)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await transaction.CommitAsync();
        }
        """,
        """
        async Task M(DbConnection connection, Connection mine) => await connection.Transaction().UseAsync(async transaction =>
        {
            await mine.CommitAsync();
            Log.Write(transaction);
        });
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task An_ending_by_hand_is_marked(string members) => Verify.FlagsAsync(RuleIds.EndedByHand, members);

    [Theory, MemberData(nameof(Right))]
    public Task An_ending_of_something_else_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
