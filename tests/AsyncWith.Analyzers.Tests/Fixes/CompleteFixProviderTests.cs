using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class CompleteFixProviderTests
{
    [Fact]
    public Task The_scope_is_completed_at_the_end_of_its_block() => Edits.FixesAsync(RuleIds.NeverCompleted,
        """
            async Task M()
            {
                await using var scope = await Managers.Open().BeginAsync();
                await scope.Resource.WorkAsync();
            }
        """,
        """
            async Task M()
            {
                await using var scope = await Managers.Open().BeginAsync();
                await scope.Resource.WorkAsync();
                scope.Complete();
            }
        """);

    [Fact]
    public Task The_scope_is_completed_at_the_end_of_the_using_statement() => Edits.FixesAsync(RuleIds.NeverCompleted,
        """
            async Task M()
            {
                await using (var scope = await Managers.Open().BeginAsync())
                {
                    await scope.Resource.WorkAsync();
                }
                Log.Write(1);
            }
        """,
        """
            async Task M()
            {
                await using (var scope = await Managers.Open().BeginAsync())
                {
                    await scope.Resource.WorkAsync();
                    scope.Complete();
                }
                Log.Write(1);
            }
        """);

    [Fact]
    public Task The_result_is_computed_before_the_scope_is_complete() => Edits.FixesAsync(RuleIds.NeverCompleted,
        """
            async Task<int> M()
            {
                await using var scope = await Managers.Open().BeginAsync();
                // how many
                return await scope.Resource.CountAsync();
            }
        """,
        """
            async Task<int> M()
            {
                await using var scope = await Managers.Open().BeginAsync();
                // how many
                var result = await scope.Resource.CountAsync();
                scope.Complete();
                return result;
            }
        """);

    [Fact]
    public Task A_result_that_is_known_is_returned_after_the_scope_is_complete() => Edits.FixesAsync(RuleIds.NeverCompleted,
        """
            async Task<int> M()
            {
                await using var scope = await Managers.Open().BeginAsync();
                var count = await scope.Resource.CountAsync();
                return count;
            }
        """,
        """
            async Task<int> M()
            {
                await using var scope = await Managers.Open().BeginAsync();
                var count = await scope.Resource.CountAsync();
                scope.Complete();
                return count;
            }
        """);

    [Fact]
    public Task A_scope_that_is_no_using_is_left_alone() => Edits.DoesNotFixAsync(RuleIds.NeverCompleted,
        """
            async Task M()
            {
                var scope = await Managers.Open().BeginAsync();
                await scope.DisposeAsync();
            }
        """);
}
