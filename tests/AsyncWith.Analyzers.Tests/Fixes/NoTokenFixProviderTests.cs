using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class NoTokenFixProviderTests
{
    [Fact]
    public Task The_token_becomes_none() => Edits.FixesAsync(RuleIds.TokenAfterYield,
        """
            object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
            {
                await using var connection = await Connection.OpenAsync(token);
                await yield.Return(connection);
                await connection.CommitAsync(token);
            });
        """,
        """
            object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
            {
                await using var connection = await Connection.OpenAsync(token);
                await yield.Return(connection);
                await connection.CommitAsync(CancellationToken.None);
            });
        """);

    [Fact]
    public Task A_named_argument_keeps_its_name() => Edits.FixesAsync(RuleIds.TokenAfterYield,
        """
            object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
            {
                await using var connection = await Connection.OpenAsync(token);
                try { await yield.Return(connection); }
                finally { await connection.CloseAsync(cancellationToken: token); }
            });
        """,
        """
            object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
            {
                await using var connection = await Connection.OpenAsync(token);
                try { await yield.Return(connection); }
                finally { await connection.CloseAsync(cancellationToken: CancellationToken.None); }
            });
        """);

    [Fact]
    public Task A_check_of_the_token_goes_away() => Edits.FixesAsync(RuleIds.TokenAfterYield,
        """
            object M() => AsyncContextManager.Create<int>(async (yield, token) =>
            {
                await yield.Return(1);
                token.ThrowIfCancellationRequested();
                Log.Write("done");
            });
        """,
        """
            object M() => AsyncContextManager.Create<int>(async (yield, token) =>
            {
                await yield.Return(1);
                Log.Write("done");
            });
        """);
}
