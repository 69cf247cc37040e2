using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Usage;

[Trait("Rule", "U3")]
public sealed class UnguardedEnterTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        async Task M()
        {
            var manager = Managers.Open();
            var connection = await [|manager.EnterAsync()|];
            await connection.WorkAsync();
        }
        """,
        """
        async Task M()
        {
            var manager = Managers.Open();
            var connection = await [|manager.EnterAsync()|];
            await connection.WorkAsync();
            await manager.ExitAsync(null);
        }
        """,
        """
        async Task M(IAsyncContextManager<Session> manager, CancellationToken cancellationToken)
        {
            await [|manager.EnterAsync(cancellationToken)|].ConfigureAwait(false);
            try { Log.Write(1); }
            catch (IOException) { }
            await manager.ExitAsync(null);
        }
        """,
        """
        async Task M()
        {
            var session = await [|new Session().EnterAsync()|];
            await session.SendAsync("text");
        }
        """,
        """
        async Task M()
        {
            Session first = new(), second = new();
            await [|first.EnterAsync()|];
            await [|second.EnterAsync()|];
            try { Log.Write(1); }
            finally { Log.Write(2); }
        }
        """,
        """
        async Task M()
        {
            Session first = new(), second = new();
            await first.EnterAsync();
            await [|second.EnterAsync()|];
            try { Log.Write(1); }
            finally { await first.ExitAsync(null); }
        }
        """,
        """
        #pragma warning disable CS4014
        async Task M()
        {
            [|Managers.Open().UseAsync(async x => await x.WorkAsync())|];
            await Task.Yield();
        }
        """,
        """
        void M() { [|Managers.Open().UseOrDefaultAsync(async x => await x.CountAsync())|]; }
        """,
        """
        void M() { [|new Session().EnterAsync()|]; }
        """,
        """
        void M() { [|Run()|]; }
        async Scoped Run() => await Scope.Enter(new Session());
        """,
        """
        void M() { var result = [|Run()|]; }
        async Scoped<int> Run() => await (await Scope.Enter(Managers.Open())).CountAsync();
        """,
        """
        void M() { [|Managers.Open().UseAsync(async x => await x.WorkAsync())|].ConfigureAwait(false); }
        """,
        """
        void M() { [|Managers.Open().BeginAsync()|]; }
        """,
        """
        Action M() => () => [|Managers.Open().UseAsync(async x => await x.WorkAsync())|];
        """,
        """
        void M() { [|(new Session(), Managers.Open()).UseAsync(async (a, b) => await b.WorkAsync())|]; }
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        async Task M()
        {
            var manager = Managers.Open();
            var connection = await manager.EnterAsync();
            try { await connection.WorkAsync(); }
            finally { await manager.ExitAsync(null); }
        }
        """,
        """
        async Task M(IAsyncContextManager<Session> manager)
        {
            var session = await manager.EnterAsync();
            try { await session.SendAsync("text"); }
            catch (Exception error)
            {
                if (!await manager.ExitAsync(error))
                    throw;
                return;
            }
            await manager.ExitAsync(null);
        }
        """,
        """
        async Task M()
        {
            await Managers.Open().UseAsync(async x => await x.WorkAsync());
            var count = await Managers.Open().UseAsync(async x => await x.CountAsync()).ConfigureAwait(false);
        }
        """,
        """
        ValueTask M() => Managers.Open().UseAsync(async x => await x.WorkAsync());
        """,
        """
        async Task M()
        {
            var task = Managers.Open().UseAsync(async x => await x.WorkAsync());
            await task;
        }
        """,
        """
        sealed class Wrapper(IAsyncContextManager<Session> inner) : IAsyncContextManager<string>
        {
            public async ValueTask<string> EnterAsync(CancellationToken cancellationToken = default)
            {
                var session = await inner.EnterAsync(cancellationToken);
                return session.ToString()!;
            }
            public ValueTask<bool> ExitAsync(Exception? exception) => inner.ExitAsync(exception);
        }
        """,
        """
        private readonly Session _session = new();
        async Task StartAsync() { Log.Write(await _session.EnterAsync()); }
        async Task StopAsync() => await _session.ExitAsync(null);
        """,
        """
        async Task M(AsyncExitStack stack)
        {
            var manager = Managers.Open();
            Log.Write(await manager.EnterAsync());
            stack.PushExit(manager);
        }
        """,
        """
        async Task M(AsyncExitStack stack)
        {
            var manager = Managers.Open();
            Log.Write(await manager.EnterAsync());
            stack.PushExit(manager.ExitAsync);
        }
        """,
        """
        async Task<Connection> M(IAsyncContextManager<Connection> manager) { return await manager.EnterAsync(); }
        """,
        """
        ValueTask<Connection> M(IAsyncContextManager<Connection> manager) => manager.EnterAsync();
        """,
        """
        async Task M() { await Run(); Log.Write(await Run().AsTask()); }
        async Scoped<int> Run() => await (await Scope.Enter(Managers.Open())).CountAsync();
        """,
        """
        void M() { _ = Managers.Open().UseAsync(async x => await x.WorkAsync()); }
        """,
        """
        async Task M(AsyncExitStack stack)
        {
            var manager = Managers.Open();
            Log.Write(await manager.EnterAsync());
            stack.PushExit(async error => await manager.ExitAsync(error));
        }
        """,
        """
        async Task M()
        {
            await using var scope = await Managers.Open().BeginAsync();
            await scope.Resource.WorkAsync();
            scope.Complete();
        }
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task An_enter_that_nothing_exits_is_marked(string members) => Verify.FlagsAsync(RuleIds.UnguardedEnter, members);

    [Theory, MemberData(nameof(Right))]
    public Task An_enter_that_something_exits_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
