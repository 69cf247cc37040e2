using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class IteratorFixProviderTests
{
    [Fact]
    public Task The_fix_makes_a_generator_of_an_async_iterator() => Edits.FixesAsync("CS1983",
        """
            static async AsyncContextManager<Connection> M()
            {
                var connection = await Connection.OpenAsync();
                try
                {
                    yield return connection;
                }
                finally
                {
                    await connection.CloseAsync();
                }
            }
        """,
        """
            static AsyncContextManager<Connection> M() => AsyncContextManager.Create<Connection>(async yield =>
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
        """);

    [Fact]
    public Task The_fix_makes_a_generator_of_an_iterator() => Edits.FixesAsync("CS1624",
        """
            IAsyncContextManager<Connection> M()
            {
                yield return new Connection();
            }
        """,
        """
            IAsyncContextManager<Connection> M() => AsyncContextManager.Create<Connection>(async yield =>
            {
                await yield.Return(new Connection());
            });
        """);

    [Fact]
    public Task The_fix_awaits_the_yield_of_a_generator() => Edits.FixesAsync("CS1621",
        "    object M() => AsyncContextManager.Create<int>(async yield => { yield return 1; });",
        "    object M() => AsyncContextManager.Create<int>(async yield => { await yield.Return(1); });");

    [Theory]
    [InlineData("CS1983", "    async IAsyncContextManager<Connection> M() { return await Connection.OpenAsync(); }")]
    [InlineData("CS1983", "    async List<int> M() { yield return 1; }")]
    [InlineData("CS1621", "    object M() => (Func<Task>)(async () => { yield return 1; });")]
    public Task The_fix_offers_nothing_where_there_is_no_manager_or_no_yield(string id, string members) => Edits.DoesNotFixAsync(id, members);
}
