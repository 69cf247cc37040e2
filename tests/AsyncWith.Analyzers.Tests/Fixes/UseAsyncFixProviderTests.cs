using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class UseAsyncFixProviderTests
{
    [Fact]
    public Task What_is_between_enter_and_exit_becomes_the_block() => Edits.FixesAsync(RuleIds.UnguardedEnter,
        """
            async Task M(CancellationToken cancellationToken)
            {
                var manager = Managers.Open();
                // the work
                var connection = await manager.EnterAsync(cancellationToken);
                await connection.WorkAsync();
                if (connection.IsOpen)
                    await connection.CommitAsync();
                await manager.ExitAsync(null);
                Log.Write("done");
            }
        """,
        """
            async Task M(CancellationToken cancellationToken)
            {
                var manager = Managers.Open();
                // the work
                await manager.UseAsync(async connection =>
                {
                    await connection.WorkAsync();
                    if (connection.IsOpen)
                        await connection.CommitAsync();
                }, cancellationToken);
                Log.Write("done");
            }
        """);

    [Fact]
    public Task Without_an_exit_the_rest_is_the_block_and_its_result_is_returned() => Edits.FixesAsync(RuleIds.UnguardedEnter,
        """
            async Task<int> M(IAsyncContextManager<Connection> manager)
            {
                var connection = await manager.EnterAsync();
                await connection.WorkAsync();
                return await connection.CountAsync();
            }
        """,
        """
            async Task<int> M(IAsyncContextManager<Connection> manager)
            {
                return await manager.UseAsync(async connection =>
                {
                    await connection.WorkAsync();
                    return await connection.CountAsync();
                });
            }
        """);

    [Fact]
    public Task ConfigureAwait_stays() => Edits.FixesAsync(RuleIds.UnguardedEnter,
        """
            async Task M(Session session)
            {
                await session.EnterAsync().ConfigureAwait(false);
                await session.SendAsync("text");
                await session.ExitAsync(null);
            }
        """,
        """
            async Task M(Session session)
            {
                await session.ConfigureAwait(false).UseAsync(async () =>
                {
                    await session.SendAsync("text");
                });
            }
        """);

    [Fact]
    public Task Code_that_jumps_out_is_left_alone() => Edits.DoesNotFixAsync(RuleIds.UnguardedEnter,
        """
            async Task M(Session[] sessions)
            {
                foreach (var session in sessions)
                {
                    await session.EnterAsync();
                    if (sessions.Length > 3)
                        break;
                    await session.SendAsync("text");
                }
            }
        """);

    [Fact]
    public Task What_is_declared_in_between_and_used_later_keeps_its_place() => Edits.DoesNotFixAsync(RuleIds.UnguardedEnter,
        """
            async Task M()
            {
                var manager = Managers.Open();
                var connection = await manager.EnterAsync();
                var count = await connection.CountAsync();
                await manager.ExitAsync(null);
                Log.Write(count);
            }
        """);
}
