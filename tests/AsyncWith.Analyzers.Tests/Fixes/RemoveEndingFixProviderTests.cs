using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class RemoveEndingFixProviderTests
{
    [Fact]
    public Task The_fix_removes_a_commit() => Edits.FixesAsync(RuleIds.EndedByHand,
        """
            async Task M(DbConnection connection) => await connection.Transaction().UseAsync(async transaction =>
            {
                await Task.Yield();
                await transaction.CommitAsync().ConfigureAwait(false);
            });
        """,
        """
            async Task M(DbConnection connection) => await connection.Transaction().UseAsync(async transaction =>
            {
                await Task.Yield();
            });
        """);

    [Fact]
    public Task The_fix_removes_a_save_and_keeps_the_comment() => Edits.FixesAsync(RuleIds.EndedByHand,
        """
            async Task M(DbContext context) => await context.UnitOfWork().UseAsync(async db =>
            {
                // the order
                await db.SaveChangesAsync();
                await Task.Yield();
            });
        """,
        """
            async Task M(DbContext context) => await context.UnitOfWork().UseAsync(async db =>
            {
                // the order
                await Task.Yield();
            });
        """);

    [Fact]
    public Task The_fix_offers_nothing_for_a_rollback() => Edits.DoesNotFixAsync(RuleIds.EndedByHand,
        """
            async Task M(DbConnection connection) => await connection.Transaction().UseAsync(async transaction =>
            {
                await transaction.RollbackAsync();
            });
        """);

    [Fact]
    public Task The_fix_offers_nothing_where_the_result_is_used() => Edits.DoesNotFixAsync(RuleIds.EndedByHand,
        """
            async Task<int> M(DbContext context) => await context.UnitOfWork().UseAsync(async db =>
            {
                return await db.SaveChangesAsync();
            });
        """);
}
