using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class FinallyFixProviderTests
{
    [Fact]
    public Task The_release_moves_into_a_finally_around_the_yield() => Edits.FixesAsync(RuleIds.SkippedRelease,
        """
            object M() => AsyncContextManager.Create<Connection>(async yield =>
            {
                var connection = await Connection.OpenAsync();
                // the block
                await yield.Return(connection);
                await connection.CommitAsync();
                await connection.CloseAsync(); // back
                Log.Write("closed");
            });
        """,
        """
            object M() => AsyncContextManager.Create<Connection>(async yield =>
            {
                var connection = await Connection.OpenAsync();
                // the block
                try
                {
                    await yield.Return(connection);
                    await connection.CommitAsync();
                }
                finally
                {
                    await connection.CloseAsync(); // back
                }

                Log.Write("closed");
            });
        """);

    [Fact]
    public Task Of_two_releases_neither_skips_the_other() => Edits.FixesAsync(RuleIds.SkippedRelease,
        """
            object M() => AsyncContextManager.Create<Connection>(async yield =>
            {
                var first = await Connection.OpenAsync();
                var second = await Connection.OpenAsync();
                try
                {
                    await yield.Return(second);
                }
                finally
                {
                    await second.CloseAsync();
                }
                first.Dispose();
            });
        """,
        """
            object M() => AsyncContextManager.Create<Connection>(async yield =>
            {
                var first = await Connection.OpenAsync();
                var second = await Connection.OpenAsync();
                try
                {
                    try
                    {
                        await yield.Return(second);
                    }
                    finally
                    {
                        await second.CloseAsync();
                    }
                }
                finally
                {
                    first.Dispose();
                }
            });
        """);

    [Fact]
    public Task The_yield_may_be_in_the_block_of_another_manager() => Edits.FixesAsync(RuleIds.SkippedRelease,
        """
            object M() => AsyncContextManager.Create<Connection>(async yield =>
            {
                var log = await Connection.OpenAsync();
                await Managers.Open().UseAsync(async x => await yield.Return(x));
                await log.CloseAsync();
            });
        """,
        """
            object M() => AsyncContextManager.Create<Connection>(async yield =>
            {
                var log = await Connection.OpenAsync();
                try
                {
                    await Managers.Open().UseAsync(async x => await yield.Return(x));
                }
                finally
                {
                    await log.CloseAsync();
                }
            });
        """);

    [Fact]
    public Task What_is_declared_in_between_and_used_later_keeps_its_place() => Edits.DoesNotFixAsync(RuleIds.SkippedRelease,
        """
            object M() => AsyncContextManager.Create<Connection>(async yield =>
            {
                var connection = await Connection.OpenAsync();
                await yield.Return(connection);
                var count = await connection.CountAsync();
                await connection.CloseAsync();
                Log.Write(count);
            });
        """);
}
