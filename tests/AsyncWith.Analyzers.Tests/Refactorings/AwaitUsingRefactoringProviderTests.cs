using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Refactorings;

public sealed class AwaitUsingRefactoringProviderTests
{
    [Fact]
    public Task A_disposable_becomes_a_manager() => Edits.RefactorsAsync(
        """
            async Task M()
            {
                Log.Write("start");
                [||]await using var connection = await Connection.OpenAsync();
                await connection.WorkAsync();
                await connection.CommitAsync();
            }
        """,
        """
            async Task M()
            {
                Log.Write("start");
                await AsyncContextManager.FromDisposable(await Connection.OpenAsync()).UseAsync(async connection =>
                {
                    await connection.WorkAsync();
                    await connection.CommitAsync();
                });
            }
        """);

    [Fact]
    public Task A_using_statement_becomes_a_statement_and_what_follows_stays() => Edits.RefactorsAsync(
        """
            async Task M()
            {
                await [||]using (var connection = new Connection())
                {
                    await connection.WorkAsync();
                }
                Log.Write("done");
            }
        """,
        """
            async Task M()
            {
                await AsyncContextManager.FromDisposable(new Connection()).UseAsync(async connection =>
                {
                    await connection.WorkAsync();
                });
                Log.Write("done");
            }
        """);

    [Fact]
    public Task A_result_is_returned() => Edits.RefactorsAsync(
        """
            async Task<int> M()
            {
                [||]await using var connection = await Connection.OpenAsync();
                return await connection.CountAsync();
            }
        """,
        """
            async Task<int> M()
            {
                return await AsyncContextManager.FromDisposable(await Connection.OpenAsync()).UseAsync(async connection =>
                {
                    return await connection.CountAsync();
                });
            }
        """);

    [Fact]
    public Task A_context_scope_becomes_the_statement_of_its_manager() => Edits.RefactorsAsync(
        """
            async Task<int> M(CancellationToken cancellationToken)
            {
                [||]await using var scope = await Managers.Open().BeginAsync(cancellationToken);
                await scope.Resource.WorkAsync();
                var count = await scope.Resource.CountAsync();
                scope.Complete();
                return count;
            }
        """,
        """
            async Task<int> M(CancellationToken cancellationToken)
            {
                return await Managers.Open().UseAsync(async resource =>
                {
                    await resource.WorkAsync();
                    var count = await resource.CountAsync();
                    return count;
                }, cancellationToken);
            }
        """);

    [Fact]
    public Task A_scope_that_is_completed_under_a_condition_stays() => Edits.DoesNotRefactorAsync(
        """
            async Task M(bool save)
            {
                [||]await using var scope = await Managers.Open().BeginAsync();
                if (save)
                    scope.Complete();
            }
        """);

    [Fact]
    public Task A_scope_that_is_completed_before_the_end_stays() => Edits.DoesNotRefactorAsync(
        """
            async Task M()
            {
                [||]await using var scope = await Managers.Open().BeginAsync();
                scope.Complete();
                await scope.Resource.WorkAsync();
            }
        """);

    [Fact]
    public Task A_block_that_jumps_out_stays() => Edits.DoesNotRefactorAsync(
        """
            async Task M(int[] values)
            {
                foreach (var value in values)
                {
                    [||]await using var connection = await Connection.OpenAsync();
                    if (value > 3)
                        continue;
                    await connection.WorkAsync();
                }
            }
        """);

    [Fact]
    public Task A_block_that_assigns_what_is_read_later_stays() => Edits.DoesNotRefactorAsync(
        """
            async Task M()
            {
                int count;
                [||]await using (var connection = await Connection.OpenAsync())
                {
                    count = await connection.CountAsync();
                }
                Log.Write(count);
            }
        """);

    [Fact]
    public Task A_plain_using_stays() => Edits.DoesNotRefactorAsync(
        "    void M() { [||]using var connection = new Connection(); connection.Close(); }");
}
