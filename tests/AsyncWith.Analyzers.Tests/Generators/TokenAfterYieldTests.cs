using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Generators;

[Trait("Rule", "U6")]
public sealed class TokenAfterYieldTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
        {
            var connection = await Connection.OpenAsync(cancellationToken);
            try { await yield.Return(connection); }
            finally { await connection.CloseAsync([|cancellationToken|]); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
        {
            await using var connection = await Connection.OpenAsync(token);
            await yield.Return(connection);
            await connection.CommitAsync([|token|]);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async (yield, token) =>
        {
            await yield.Return(1);
            [|token|].ThrowIfCancellationRequested();
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
        {
            await using var connection = await Connection.OpenAsync(token);
            try { await yield.Return(connection); }
            catch (IOException) { await connection.RollbackAsync([|token|]); throw; }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
        {
            await using var connection = await Connection.OpenAsync(token);
            await yield.Return(connection);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource([|token|]);
            await connection.CommitAsync(linked.Token);
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
        {
            await using var log = await Connection.OpenAsync(token);
            await Managers.Open().UseAsync(async x => await yield.Return(x), token);
            await log.CommitAsync([|token|]);
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
        {
            await Managers.Open().UseAsync(async x =>
            {
                await x.WorkAsync(token);
                await yield.Return(x);
                await x.CommitAsync([|token|]);
            }, token);
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(Generate);
        static async Task Generate(Yield<Connection> yield, CancellationToken cancel)
        {
            await using var connection = await Connection.OpenAsync(cancel);
            await yield.Return(connection);
            await connection.CommitAsync([|cancel|]);
        }
        """,
        """
        object M() => AsyncContextManager.Create<int>(async (yield, token) =>
        {
            await yield.Return(1);
            await Managers.Open().UseAsync(async x => await x.WorkAsync([|token|]), [|token|]);
        });
        """,
        """
        object M(bool save) => AsyncContextManager.Create<Connection>(async (yield, token) =>
        {
            await using var connection = await Connection.OpenAsync(token);
            await yield.Return(connection);
            if (save && await connection.CountAsync([|token|]) > 0)
                await connection.CommitAsync([|token|]);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async (yield, token) =>
        {
            await yield.Return(1);
            await Task.Delay(1, [|token|]);
            var copy = [|token|];
            Log.Write(copy);
        });
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
        {
            var connection = await Connection.OpenAsync(cancellationToken);
            try { await yield.Return(connection); }
            finally { await connection.CloseAsync(CancellationToken.None); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, token) => await yield.Return(await Connection.OpenAsync(token)));
        """,
        """
        object M() => AsyncContextManager.Create<int>(async (yield, token) =>
        {
            await yield.Return(1);
            Log.Write(token.IsCancellationRequested ? "cancelled" : "completed");
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async (yield, token) =>
        {
            try { await yield.Return(1); }
            catch (OperationCanceledException error) when (error.CancellationToken == token) { throw; }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async (yield, token) =>
        {
            try { await yield.Return(1); }
            catch (IOException error) { throw new OperationCanceledException("gone", error, token); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
        {
            await Managers.Open().UseAsync(async x => await yield.Return(x), token);
        });
        """,
        """
        object M(bool open) => AsyncContextManager.Create<Connection>(async (yield, token) =>
        {
            if (open)
            {
                await using var connection = await Connection.OpenAsync(token);
                await yield.Return(connection);
            }
            else
            {
                await using var other = await Connection.OpenAsync(token);
                await other.ConnectAsync(token);
                await yield.Return(other);
            }
        });
        """,
        """
        object M(CancellationToken outer) => AsyncContextManager.Create<Connection>(async (yield, token) =>
        {
            await using var connection = await Connection.OpenAsync(token);
            await yield.Return(connection);
            await connection.CommitAsync(outer);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async (yield, token) =>
        {
            Log.Write(nameof(token));
            await yield.Return(1);
            Log.Write(nameof(token));
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async (yield, token) =>
        {
            while (!token.IsCancellationRequested)
            {
                try { Log.Write(await Connection.OpenAsync(token)); }
                catch (IOException) { await Task.Delay(1, token); continue; }
                break;
            }
            await yield.Return(1);
        });
        """,
        """
        async Task M(CancellationToken token)
        {
            await Managers.Open().UseAsync(async x => await x.WorkAsync(token), token);
            await Managers.Open().UseAsync(async x => await x.CommitAsync(token), token);
        }
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_use_of_the_token_on_the_way_out_is_marked(string members) => Verify.FlagsAsync(RuleIds.TokenAfterYield, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_use_of_the_token_on_the_way_in_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
