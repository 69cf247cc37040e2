using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Usage;

public sealed class NeverCompletedTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        async Task M() { await using var [|scope|] = await Managers.Open().BeginAsync(); await scope.Resource.WorkAsync(); }
        """,
        """
        async Task M() { await using (var [|scope|] = await Managers.Open().BeginAsync()) { await scope.Resource.WorkAsync(); } }
        """,
        """
        async Task M() { await using (await [|Managers.Open().BeginAsync()|]) { Log.Write(1); } }
        """,
        """
        async Task M() { await [|Managers.Open().BeginAsync()|]; }
        """,
        """
        async Task M() { _ = await [|Managers.Open().BeginAsync()|]; }
        """,
        """
        async Task M() { var connection = (await [|Managers.Open().BeginAsync()|]).Resource; await connection.WorkAsync(); }
        """,
        """
        async Task M()
        {
            var [|scope|] = await Managers.Open().BeginAsync();
            try { await scope.Resource.WorkAsync(); }
            finally { await scope.DisposeAsync(); }
        }
        """,
        """
        async Task M(CancellationToken cancellationToken)
        {
            await using ContextScope<Connection> [|scope|] = await Managers.Open().BeginAsync(cancellationToken).ConfigureAwait(false);
            await scope.Resource.WorkAsync(cancellationToken);
        }
        """,
        """
        async Task M()
        {
            await using var first = await Managers.Open().BeginAsync();
            await using var [|second|] = await Managers.Open().BeginAsync();
            await second.Resource.WorkAsync();
            first.Complete();
        }
        """,
        """
        async Task<int> M()
        {
            await using var [|scope|] = await Managers.Open().BeginAsync();
            return await scope.Resource.CountAsync();
        }
        """,
        """
        async Task M() { await using var [|scope|] = await new Session().BeginAsync(); Log.Write(nameof(ContextScope<int>.Complete)); }
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        async Task M() { await using var scope = await Managers.Open().BeginAsync(); await scope.Resource.WorkAsync(); scope.Complete(); }
        """,
        """
        async Task M() { await using (var scope = await Managers.Open().BeginAsync()) { await scope.Resource.WorkAsync(); scope.Complete(); } }
        """,
        """
        async Task M(bool save)
        {
            await using var scope = await Managers.Open().BeginAsync();
            if (save)
                scope.Complete();
        }
        """,
        """
        async Task M() { await using var scope = await Managers.Open().BeginAsync(); await FinishAsync(scope); }
        static Task FinishAsync(ContextScope<Connection> scope) { scope.Complete(); return Task.CompletedTask; }
        """,
        """
        async Task<ContextScope<Connection>> M() => await Managers.Open().BeginAsync();
        """,
        """
        async Task<ContextScope<Connection>> M() { var scope = await Managers.Open().BeginAsync(); return scope; }
        """,
        """
        private ContextScope<Connection>? _scope;
        async Task M() { _scope = await Managers.Open().BeginAsync(); }
        void Done() => _scope?.Complete();
        """,
        """
        async Task M()
        {
            await using var scope = await Managers.Open().BeginAsync();
            Action done = () => scope.Complete();
            done();
        }
        """,
        """
        async Task M()
        {
            await using var scope = await Managers.Open().BeginAsync();
            Action done = scope.Complete;
            done();
        }
        """,
        """
        async Task M()
        {
            var scope = await Managers.Open().BeginAsync();
            await using (scope) { scope?.Complete(); }
        }
        """,
        """
        async Task M() => await Managers.Open().UseAsync(async x => await x.WorkAsync());
        """,
        """
        async Task M()
        {
            await using var scope = await Managers.Open().BeginAsync();
            throw new NotSupportedException(scope.Resource.ToString());
        }
        """,
        """
        async Task M()
        {
            await using (var scope = await Managers.Open().BeginAsync())
                throw new NotSupportedException(scope.Resource.ToString());
        }
        """,
        """
        Func<Task> M() => async () => await Managers.Open().BeginAsync();
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_scope_that_nobody_completes_is_marked(string members) => Verify.FlagsAsync(RuleIds.NeverCompleted, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_scope_that_is_completed_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
