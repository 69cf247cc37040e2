using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Usage;

public sealed class MisplacedScopeTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        async Task M() { var session = await [|Scope.Enter(new Session())|]; await session.SendAsync("text"); }
        """,
        """
        async Task<int> M() => (await [|Scope.Enter(Managers.Open())|]).GetHashCode();
        """,
        """
        async ValueTask M() { await [|Scope.Defer(() => default)|]; }
        """,
        """
        async Task M() { await [|Scope.OnExit(new Session())|]; }
        """,
        """
        async Scoped M() { [|Scope.Enter(new Session())|]; await Task.Yield(); }
        """,
        """
        async Scoped M() { var step = [|Scope.Enter(new Session())|]; await Task.Yield(); }
        """,
        """
        async Scoped M() { _ = [|Scope.Defer(() => default)|]; await Task.Yield(); }
        """,
        """
        async Scoped M()
        {
            Func<Task> inner = async () => await [|Scope.Enter(new Session())|];
            await inner();
        }
        """,
        """
        async Scoped M()
        {
            await InnerAsync();
            async Task InnerAsync() => await [|Scope.Enter(new Session())|];
        }
        """,
        """
        async Scoped M() => await Managers.Open().UseAsync(async x => { await [|Scope.Enter(new Session())|]; });
        """,
        """
        void M() { [|Scope.OnExit(async error => { await Task.Yield(); return false; })|]; }
        """,
        """
        void M() { [|Scope.Enter(new Session())|].GetAwaiter().GetResult(); }
        """,
        """
        async Task M() { var step = [|Scope.Enter(new Session())|]; await step; }
        """,
        """
        object M() => AsyncContextManager.Create<Session>(async yield => await yield.Return(await [|Scope.Enter(new Session())|]));
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        async Scoped M() { var session = await Scope.Enter(new Session()); await session.SendAsync("text"); }
        """,
        """
        async Scoped<int> M() { var connection = await Scope.Enter(Managers.Open()); return await connection.CountAsync(); }
        """,
        """
        async Scoped M() => await Scope.Defer(() => default);
        """,
        """
        async Scoped M() { await Scope.OnExit(new Session()); await Scope.OnExit(async error => { await Task.Yield(); return false; }); }
        """,
        """
        async Task M()
        {
            await InnerAsync();
            async Scoped InnerAsync() => await Scope.Enter(new Session());
        }
        """,
        """
        async Task M()
        {
            Func<Scoped> inner = async () => await Scope.Enter(new Session());
            await inner();
        }
        """,
        """
        EnterAwaitable<Session> Open() => Scope.Enter(new Session());
        async Scoped M() => await Open();
        """,
        """
        async Scoped M() { var step = Scope.Enter(new Session()); await step; }
        """,
        """
        static class Scope { public static Task Enter(Session session) => Task.CompletedTask; }
        async Task M() => await Scope.Enter(new Session());
        """,
        """
        async Scoped M(int[] values)
        {
            foreach (var value in values)
                Log.Write(value + (await Scope.Enter(new Session())).GetHashCode());
        }
        """,
        """
        async Scoped M()
        {
            try { await (Scope.Enter(Managers.Open(), CancellationToken.None)); }
            catch (IOException) { }
        }
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_step_without_a_scope_is_marked(string members) => Verify.FlagsAsync(RuleIds.MisplacedScope, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_step_of_a_scope_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
