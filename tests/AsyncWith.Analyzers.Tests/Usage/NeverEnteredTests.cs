using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Usage;

[Trait("Rule", "G1")]
public sealed class NeverEnteredTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        void M() { [|Managers.Open()|]; }
        """,
        """
        void M() { [|new Session()|]; }
        """,
        """
        void M() { var [|session|] = Managers.Open(); }
        """,
        """
        void M() { IAsyncContextManager<Session> [|session|] = new Session(); }
        """,
        """
        void M() { [|AsyncContextManager.Create<int>(async yield => await yield.Return(1))|]; }
        """,
        """
        void M(Session session) { [|session.WithExitTimeout(TimeSpan.FromSeconds(1))|]; }
        """,
        """
        void M(Session session) { [|session.ConfigureAwait(false)|]; }
        """,
        """
        void M() { [|AsyncContextManager.WhenAll(new Session(), new Session())|]; }
        """,
        """
        async Task M() { [|Managers.Open()|]; await Task.Yield(); }
        """,
        """
        async Task M()
        {
            var first = Managers.Open();
            var [|second|] = from connection in Managers.Open() select connection.IsOpen;
            await first.UseAsync(async x => await x.WorkAsync());
        }
        """,
        """
        void M(AsyncExitStack stack) { [|stack.PopAll()|]; }
        """,
        """
        Action M() => () => { [|Managers.Open()|]; };
        """,
        """
        void M(Factory? factory) { factory?[|.Open()|]; }
        class Factory { public Session Open() => new(); }
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        async Task M() => await Managers.Open().UseAsync(async x => await x.WorkAsync());
        """,
        """
        async Task M() { var session = Managers.Open(); await session.UseAsync(async x => await x.WorkAsync()); }
        """,
        """
        IAsyncContextManager<Connection> M() => Managers.Open();
        """,
        """
        private IAsyncContextManager<Session>? _session;
        void M() { _session = new Session(); Log.Write(_session); }
        """,
        """
        void M() { _ = Managers.Open(); }
        """,
        """
        async Task M(AsyncExitStack stack)
        {
            await stack.EnterContextAsync(new Session());
            var unused = await stack.EnterContextAsync(new Session());
        }
        """,
        """
        async Task M() { await using var stack = new AsyncExitStack(); }
        """,
        """
        async Task M() { await using (new AsyncExitStack()) { } }
        """,
        """
        void M(AsyncExitStack outer, AsyncExitStack inner) { outer.PushAsyncDisposable(inner); }
        """,
        """
        void M(Builder builder) { builder.Add(1).Add(2); Track(new Session()); }
        static T Track<T>(T manager) => manager;
        sealed class Builder : IAsyncContextManager<int>
        {
            public Builder Add(int value) => this;
            public ValueTask<int> EnterAsync(CancellationToken cancellationToken = default) => new(1);
            public ValueTask<bool> ExitAsync(Exception? exception) => new(false);
        }
        """,
        """
        void M() => Throws(() => new Session());
        static void Throws(Action action) => action();
        """,
        """
        void M()
        {
            var session = new Session();
            Func<Task> later = async () => await session.UseAsync(async x => await x.SendAsync("later"));
            Log.Write(later);
        }
        """,
        """
        async Scoped M()
        {
            var session = await Scope.Enter(new Session());
        }
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_manager_that_nobody_enters_is_marked(string members) => Verify.FlagsAsync(RuleIds.NeverEntered, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_manager_that_is_used_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
