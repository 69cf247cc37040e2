using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class AwaitFixProviderTests
{
    [Fact]
    public Task The_fix_awaits_a_yield() => Edits.FixesAsync(RuleIds.YieldNotAwaited,
        """
            object M() => AsyncContextManager.Create<int>(async yield =>
            {
                // the block
                yield.Return(1);
                await Task.Yield();
            });
        """,
        """
            object M() => AsyncContextManager.Create<int>(async yield =>
            {
                // the block
                await yield.Return(1);
                await Task.Yield();
            });
        """);

    [Fact]
    public Task The_fix_awaits_a_yield_in_an_expression() => Edits.FixesAsync(RuleIds.YieldNotAwaited,
        "    object M() => AsyncContextManager.Create<int>(async yield => yield.Return(1));",
        "    object M() => AsyncContextManager.Create<int>(async yield => await yield.Return(1));");

    [Fact]
    public Task The_fix_replaces_the_variable_that_can_hold_no_result() => Edits.FixesAsync(RuleIds.YieldNotAwaited,
        """
            object M() => AsyncContextManager.Create<int>(async yield =>
            {
                var block = yield.Return(1);
            });
        """,
        """
            object M() => AsyncContextManager.Create<int>(async yield =>
            {
                await yield.Return(1);
            });
        """);

    [Fact]
    public Task The_fix_replaces_the_discard() => Edits.FixesAsync(RuleIds.YieldNotAwaited,
        "    object M() => AsyncContextManager.Create<int>(async yield => { _ = yield.Return(1); });",
        "    object M() => AsyncContextManager.Create<int>(async yield => { await yield.Return(1); });");

    [Fact]
    public Task The_fix_replaces_waiting_by_blocking() => Edits.FixesAsync(RuleIds.YieldNotAwaited,
        "    object M() => AsyncContextManager.Create<int>(async yield => { yield.Return(1).GetAwaiter().GetResult(); });",
        "    object M() => AsyncContextManager.Create<int>(async yield => { await yield.Return(1); });");

    [Fact]
    public Task The_fix_makes_a_generator_async_that_returned_a_completed_task() => Edits.FixesAsync(RuleIds.YieldNotAwaited,
        """
            object M() => AsyncContextManager.Create<int>(yield =>
            {
                yield.Return(1);
                return Task.CompletedTask;
            });
        """,
        """
            object M() => AsyncContextManager.Create<int>(async yield =>
            {
                await yield.Return(1);
            });
        """);

    [Fact]
    public Task The_fix_makes_a_method_async_that_returned_a_completed_task() => Edits.FixesAsync(RuleIds.YieldNotAwaited,
        """
            object M() => AsyncContextManager.Create<int>(Generate);
            static Task Generate(Yield<int> yield)
            {
                yield.Return(1);
                return Task.CompletedTask;
            }
        """,
        """
            object M() => AsyncContextManager.Create<int>(Generate);
            static async Task Generate(Yield<int> yield)
            {
                await yield.Return(1);
            }
        """);

    [Fact]
    public Task The_fix_awaits_a_statement() => Edits.FixesAsync(RuleIds.UnguardedEnter,
        """
            async Task M()
            {
                Managers.Open().UseAsync(async x => await x.WorkAsync()).ConfigureAwait(false);
                await Task.Yield();
            }
        """,
        """
            async Task M()
            {
                await Managers.Open().UseAsync(async x => await x.WorkAsync()).ConfigureAwait(false);
                await Task.Yield();
            }
        """);

    [Fact]
    public Task The_fix_awaits_a_scoped_method_and_keeps_its_result() => Edits.FixesAsync(RuleIds.UnguardedEnter,
        """
            async Task M() { var count = RunAsync(); await Task.Yield(); }
            async Scoped<int> RunAsync() => await (await Scope.Enter(Managers.Open())).CountAsync();
        """,
        """
            async Task M() { var count = await RunAsync(); await Task.Yield(); }
            async Scoped<int> RunAsync() => await (await Scope.Enter(Managers.Open())).CountAsync();
        """);

    [Fact]
    public Task The_fix_awaits_a_step_of_a_scope() => Edits.FixesAsync(RuleIds.MisplacedScope,
        "    async Scoped M() { Scope.Defer(() => default); await Task.Yield(); }",
        "    async Scoped M() { await Scope.Defer(() => default); await Task.Yield(); }",
        "Add 'await'");

    [Fact]
    public Task The_fix_offers_nothing_where_nobody_could_wait() => Edits.DoesNotFixAsync(RuleIds.UnguardedEnter,
        "    void M() { Managers.Open().UseAsync(async x => await x.WorkAsync()); }");

    [Fact]
    public Task The_fix_offers_nothing_where_a_task_is_returned_early() => Edits.DoesNotFixAsync(RuleIds.YieldNotAwaited,
        """
            object M(bool one) => AsyncContextManager.Create<int>(yield =>
            {
                if (one)
                    return Task.Delay(1);
                yield.Return(1);
                return Task.CompletedTask;
            });
        """);
}
