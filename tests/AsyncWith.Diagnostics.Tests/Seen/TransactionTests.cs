using AsyncWith.Data;
using AsyncWith.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AsyncWith.Diagnostics.Tests.Seen;

/// <summary>Transactions and savepoints, as the tree sees them.</summary>
public sealed class TransactionTests
{
    [Fact]
    public async Task A_savepoint_is_in_its_transaction_and_how_both_ended_is_told()
    {
        using var tree = new ContextTree();
        await using var database = SqliteFactory.Instance.CreateDataSource("Data Source=:memory:");
        IReadOnlyList<OpenContext> open = [];

        await database.Transaction().UseAsync(async transaction =>
        {
            await Assert.ThrowsAsync<FormatException>(async () => await transaction.Savepoint("part").UseAsync(async _ =>
            {
                open = tree.Snapshot();
                throw new FormatException();
            }));
        });

        var savepoint = open[^1];
        Assert.Contains("Savepoint", savepoint.Name, StringComparison.Ordinal);
        Assert.Contains("Transaction", savepoint.Parent?.Name, StringComparison.Ordinal);
        Assert.Empty(tree.Snapshot());
        Assert.Equal((ContextOutcome.Failed, "System.FormatException"), OutcomeOf(tree, savepoint));
        Assert.Equal((ContextOutcome.Completed, null), OutcomeOf(tree, savepoint.Parent!));
    }

    [Fact]
    public async Task A_unit_of_work_is_a_context()
    {
        using var tree = new ContextTree();
        var factory = new Factory();
        OpenContext? open = null;

        await factory.UnitOfWork().UseAsync(async _ => open = Assert.Single(tree.Snapshot()));
        await Assert.ThrowsAsync<FormatException>(
            async () => await factory.UnitOfWork().Named("orders").UseAsync(async _ => throw new FormatException()));

        Assert.Equal("UnitOfWorkManager<DbContext>", open?.Name);
        Assert.Equal((ContextOutcome.Completed, null), OutcomeOf(tree, open!));
        Assert.Equal(("orders", ContextOutcome.Failed), (tree.Recent()[0].Context.Name, tree.Recent()[0].Outcome));
    }

    private static (ContextOutcome Outcome, string? Error) OutcomeOf(ContextTree tree, OpenContext context)
    {
        var ended = tree.Recent().Single(ended => ended.Context.Id == context.Id);
        return (ended.Outcome, ended.Error);
    }

    private sealed class Factory : IDbContextFactory<DbContext>
    {
        public DbContext CreateDbContext() => new(new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:;Pooling=false").Options);
    }
}
