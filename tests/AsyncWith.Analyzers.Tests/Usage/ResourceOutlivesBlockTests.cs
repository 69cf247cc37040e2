using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Usage;

[Trait("Rule", "AW0014")]
public sealed class ResourceOutlivesBlockTests
{
    public static TheoryData<string> Wrong =>
    [
        "async Task<Connection> M() => await Managers.Open().UseAsync(async x => [|x|]);",
        "ValueTask<Connection> M() => Managers.Open().UseAsync(async x => [|x|]);",
        "async Task<Connection> M() { return await Managers.Open().UseAsync(async x => { await x.WorkAsync(); return [|x|]; "
            + "}).ConfigureAwait(false); }",
        "async Task M() { var connection = await Managers.Open().UseAsync(async x => [|x|]); await connection.WorkAsync(); }",
        "async Task M() => await (await Managers.Open().UseAsync(async x => [|x|])).WorkAsync();",
        "Connection? _connection; async Task M() { _connection = await Managers.Open().UseAsync(async x => [|x|]); Log.Write(_connection); }",
        "async Task M(IAsyncContextManager<Connection> manager) { var open = await manager.UseAsync(async x => [|x|]); "
            + "await ((Connection)open).WorkAsync(); }",
        """
        async Task M()
        {
            Connection? connection = null;
            await Managers.Open().UseAsync(async x => { [|connection = x|]; });
            await connection!.WorkAsync();
        }
        """,
        """
        Connection? _connection;
        async Task M() { await Managers.Open().UseAsync(async x => { await x.WorkAsync(); [|_connection = x|]; }); Log.Write(_connection); }
        """,
        """
        static Connection? Current { get; set; }
        async Task M() => await Managers.Open().UseAsync(async x => [|Current = x|]);
        """,
        """
        async Task M()
        {
            var count = await Managers.Open().UseAsync(async x => [|(Func<Task<int>>)(() => x.CountAsync())|]);
            Log.Write(await count());
        }
        """,
        """
        async Task M()
        {
            var stack = await new AsyncExitStack().UseAsync(async entered => { await entered.EnterContextAsync(new Session()); return [|entered|]; });
            await stack.CloseAsync();
        }
        """,
    ];

    public static TheoryData<string> Right =>
    [
        "async Task<int> M() => await Managers.Open().UseAsync(async x => await x.CountAsync());",
        "async Task<bool> M() => await Managers.Open().UseAsync(async x => x.IsOpen);",
        "async Task M() { var closed = await Managers.Open().UseAsync(async x => x); Log.Write(closed.IsOpen); }",
        "async Task M() { await Managers.Open().UseAsync(async x => x); }",
        "async Task<Session> M() => await new Session().UseAsync(async x => x);",
        "async Task<Connection> M(Connection connection) => await AsyncContextManager.FromValue(connection).UseAsync(async x => x);",
        """
        async Task<Connection> M(Connection connection) => await With(connection).UseAsync(async x => x);
        static IAsyncContextManager<Connection> With(Connection connection) => AsyncContextManager.FromValue(connection);
        """,
        """
        Connection? _connection;
        async Task M(Func<Task> next) => await Managers.Open().UseAsync(async x => { _connection = x; await next(); });
        """,
        """
        Connection? _connection;
        async Task M(Func<Task> next) =>
            await Managers.Open().UseAsync(async x => { _connection = x; try { await next(); } finally { _connection = null; } });
        """,
        """
        async Task M()
        {
            Connection? connection = null;
            await Managers.Open().UseAsync(async x => { connection = x; });
            Log.Write(connection!.IsOpen);
        }
        """,
        """
        async Task M()
        {
            Connection? connection = null;
            await Managers.Open().UseAsync(async x => { connection = x; });
            connection = new Connection();
            await connection.WorkAsync();
        }
        """,
        """
        async Task M()
        {
            var kept = await new AsyncExitStack().UseAsync(async stack => { await stack.EnterContextAsync(new Session()); return stack.PopAll(); });
            await kept.CloseAsync();
        }
        """,
        "async Task M() { var count = await Managers.Open().UseAsync(async x => { var open = x.IsOpen; return (Func<bool>)(() => open); }); "
            + "Log.Write(count()); }",
        "async Task<MemoryStream> M() => await Managers.Open().UseAsync(async x => { await x.WorkAsync(); return new MemoryStream(); });",
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_resource_that_is_used_after_its_block_is_marked(string members) => Verify.FlagsAsync(RuleIds.ResourceOutlivesBlock, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_resource_that_stays_in_its_block_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
