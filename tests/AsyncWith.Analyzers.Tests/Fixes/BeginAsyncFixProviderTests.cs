using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class BeginAsyncFixProviderTests
{
    [Fact]
    public Task The_fix_begins_and_completes() => Edits.FixesAsync("CS8410",
        """
            async Task M()
            {
                await using var connection = Managers.Open();
                await connection.WorkAsync();
            }
        """,
        """
            async Task M()
            {
                await using var scope = await Managers.Open().BeginAsync();
                var connection = scope.Resource;
                await connection.WorkAsync();
                scope.Complete();
            }
        """);

    [Fact]
    public Task The_fix_completes_after_the_result_is_known() => Edits.FixesAsync("CS8410",
        """
            async Task<int> M()
            {
                await using (var connection = Managers.Open())
                {
                    return await connection.CountAsync();
                }
            }
        """,
        """
            async Task<int> M()
            {
                await using (var scope = await Managers.Open().BeginAsync())
                {
                    var connection = scope.Resource;
                    var result = await connection.CountAsync();
                    scope.Complete();
                    return result;
                }
            }
        """);

    [Fact]
    public Task The_fix_names_the_scope_of_an_expression() => Edits.FixesAsync("CS8410",
        """
            async Task M()
            {
                await using (Managers.Open())
                {
                    Log.Write(1);
                }
            }
        """,
        """
            async Task M()
            {
                await using (var scope = await Managers.Open().BeginAsync())
                {
                    Log.Write(1);
                    scope.Complete();
                }
            }
        """);

    [Fact]
    public Task The_fix_awaits_a_using() => Edits.FixesAsync("CS1674",
        """
            async Task M()
            {
                using var connection = Managers.Open();
                await connection.WorkAsync();
            }
        """,
        """
            async Task M()
            {
                await using var scope = await Managers.Open().BeginAsync();
                var connection = scope.Resource;
                await connection.WorkAsync();
                scope.Complete();
            }
        """);

    [Theory]
    [InlineData("CS8410", "    async Task M() { await using var text = \"text\"; }")]
    [InlineData("CS1674", "    void M() { using var connection = Managers.Open(); }")]
    public Task The_fix_offers_nothing_where_there_is_no_manager_or_no_await(string id, string members) => Edits.DoesNotFixAsync(id, members);
}
