using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class ScopedMethodFixProviderTests
{
    [Fact]
    public Task A_task_becomes_scoped() => Edits.FixesAsync(RuleIds.MisplacedScope,
        "    public async Task M() { var session = await Scope.Enter(new Session()); await session.SendAsync(\"text\"); }",
        "    public async Scoped M() { var session = await Scope.Enter(new Session()); await session.SendAsync(\"text\"); }");

    [Fact]
    public Task A_task_with_a_result_becomes_scoped_with_it() => Edits.FixesAsync(RuleIds.MisplacedScope,
        "    async ValueTask<Dictionary<int, string>> M() { await Scope.Enter(new Session()); return []; }",
        "    async Scoped<Dictionary<int, string>> M() { await Scope.Enter(new Session()); return []; }");

    [Fact]
    public Task A_local_function_becomes_scoped() => Edits.FixesAsync(RuleIds.MisplacedScope,
        """
            async Task M()
            {
                await InnerAsync();
                async Task InnerAsync() => await Scope.Enter(new Session());
            }
        """,
        """
            async Task M()
            {
                await InnerAsync();
                async Scoped InnerAsync() => await Scope.Enter(new Session());
            }
        """);

    [Fact]
    public Task A_method_without_async_becomes_async_and_awaits() => Edits.FixesAsync(RuleIds.MisplacedScope,
        "    internal void M() { Scope.Defer(() => default); }",
        "    internal async Scoped M() { await Scope.Defer(() => default); }",
        "Make the method 'async Scoped'");

    [Fact]
    public Task A_lambda_is_left_alone() => Edits.DoesNotFixAsync(RuleIds.MisplacedScope,
        "    Func<Task> M() => async () => await Scope.Enter(new Session());");

    [Fact]
    public Task An_implementation_of_an_interface_is_left_alone() => Edits.DoesNotFixAsync(RuleIds.MisplacedScope,
        """
            sealed class Resource : IAsyncDisposable
            {
                public async ValueTask DisposeAsync() => await Scope.Enter(new Session());
            }
        """);
}
