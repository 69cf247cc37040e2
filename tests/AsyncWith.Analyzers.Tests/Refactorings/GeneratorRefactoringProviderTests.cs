using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Refactorings;

public sealed class GeneratorRefactoringProviderTests
{
    [Fact]
    public Task Acquire_use_release_becomes_a_manager_and_its_use() => Edits.RefactorsAsync(
        """
            async Task M()
            {
                Log.Write("start");
                var connection = await Connection.OpenAsync();
                [||]try
                {
                    await connection.WorkAsync();
                }
                finally
                {
                    await connection.CloseAsync();
                }
                Log.Write("end");
            }
        """,
        """
            async Task M()
            {
                Log.Write("start");
                await ConnectionManager().UseAsync(async connection =>
                {
                    await connection.WorkAsync();
                });
                Log.Write("end");

                AsyncContextManager<Connection> ConnectionManager() => AsyncContextManager.Create<Connection>(async yield =>
                {
                    var connection = await Connection.OpenAsync();
                    try
                    {
                        await yield.Return(connection);
                    }
                    finally
                    {
                        await connection.CloseAsync();
                    }
                });
            }
        """);

    [Fact]
    public Task The_token_of_the_acquisition_becomes_that_of_the_enter() => Edits.RefactorsAsync(
        """
            async Task<int> M(CancellationToken cancellationToken)
            {
                var connection = await Connection.OpenAsync(cancellationToken);
                [||]try
                {
                    return await connection.CountAsync(cancellationToken);
                }
                finally
                {
                    await connection.CloseAsync();
                }
            }
        """,
        """
            async Task<int> M(CancellationToken cancellationToken)
            {
                return await ConnectionManager().UseAsync(async connection =>
                {
                    return await connection.CountAsync(cancellationToken);
                }, cancellationToken);

                AsyncContextManager<Connection> ConnectionManager() => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
                {
                    var connection = await Connection.OpenAsync(cancellationToken);
                    try
                    {
                        await yield.Return(connection);
                    }
                    finally
                    {
                        await connection.CloseAsync();
                    }
                });
            }
        """);

    [Fact]
    public Task The_handlers_come_along() => Edits.RefactorsAsync(
        """
            async Task M()
            {
                var connection = new Connection();
                [||]try
                {
                    await connection.WorkAsync();
                }
                catch (Exception error)
                {
                    Log.Write(error);
                    await connection.RollbackAsync();
                    throw;
                }
                finally
                {
                    connection.Dispose();
                }
            }
        """,
        """
            async Task M()
            {
                await ConnectionManager().UseAsync(async connection =>
                {
                    await connection.WorkAsync();
                });

                AsyncContextManager<Connection> ConnectionManager() => AsyncContextManager.Create<Connection>(async yield =>
                {
                    var connection = new Connection();
                    try
                    {
                        await yield.Return(connection);
                    }
                    catch (Exception error)
                    {
                        Log.Write(error);
                        await connection.RollbackAsync();
                        throw;
                    }
                    finally
                    {
                        connection.Dispose();
                    }
                });
            }
        """);

    [Fact]
    public Task A_handler_that_returns_stays() => Edits.DoesNotRefactorAsync(
        """
            async Task<int> M()
            {
                var connection = new Connection();
                [||]try { return await connection.CountAsync(); }
                catch (IOException) { return 0; }
                finally { connection.Dispose(); }
            }
        """);

    [Fact]
    public Task A_resource_that_is_used_later_stays() => Edits.DoesNotRefactorAsync(
        """
            async Task M()
            {
                var connection = new Connection();
                [||]try { await connection.WorkAsync(); }
                finally { connection.Close(); }
                connection.Dispose();
            }
        """);

    [Fact]
    public Task A_resource_that_is_replaced_stays() => Edits.DoesNotRefactorAsync(
        """
            async Task M()
            {
                var connection = new Connection();
                [||]try { connection = await Connection.OpenAsync(); }
                finally { connection.Dispose(); }
            }
        """);

    [Fact]
    public Task A_method_that_is_not_async_stays() => Edits.DoesNotRefactorAsync(
        """
            void M()
            {
                var connection = new Connection();
                [||]try { connection.Close(); }
                finally { connection.Dispose(); }
            }
        """);
}
