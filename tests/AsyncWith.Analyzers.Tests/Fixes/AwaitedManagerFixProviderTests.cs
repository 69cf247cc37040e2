using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class AwaitedManagerFixProviderTests
{
    [Fact]
    public Task The_fix_runs_the_rest_as_a_block() => Edits.FixesAsync("CS1061",
        """
            async Task M()
            {
                var connection = await Managers.Open();
                await connection.WorkAsync();
            }
        """,
        """
            async Task M()
            {
                await Managers.Open().UseAsync(async connection =>
                {
                    await connection.WorkAsync();
                });
            }
        """);

    [Fact]
    public Task The_fix_returns_what_the_rest_returns() => Edits.FixesAsync("CS1061",
        """
            async Task<int> M(IAsyncContextManager<Connection> manager)
            {
                await using var connection = await manager;
                return await connection.CountAsync();
            }
        """,
        """
            async Task<int> M(IAsyncContextManager<Connection> manager)
            {
                return await manager.UseAsync(async connection =>
                {
                    return await connection.CountAsync();
                });
            }
        """);

    [Fact]
    public Task The_fix_enters_flat_in_a_scoped_method() => Edits.FixesAsync("CS1061",
        "    async Scoped M() { var connection = await Managers.Open(); await connection.WorkAsync(); }",
        "    async Scoped M() { var connection = await Scope.Enter(Managers.Open()); await connection.WorkAsync(); }");

    [Fact]
    public Task The_fix_offers_nothing_for_other_types() => Edits.DoesNotFixAsync("CS1061", "    async Task M() { await new Connection(); }");
}
