using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Usage;

[Trait("Rule", "AW0008")]
public sealed class NeverClosedTests
{
    public static TheoryData<string> Wrong =>
    [
        "async Task M() { var [|stack|] = new AsyncExitStack(); var x = await stack.EnterContextAsync(new Session()); await x.SendAsync(\"text\"); }",
        "void M() { AsyncExitStack [|stack|] = new(); stack.PushCallback(() => default); }",
        "void M(Connection connection) { var [|stack|] = new AsyncExitStack(); stack.PushAsyncDisposable(connection); }",
        "void M(Connection connection) { var [|stack|] = new AsyncExitStack(); stack.PushDisposable(connection); }",
        "void M(Session session) { var [|stack|] = new AsyncExitStack(); stack.PushExit(session); }",
        "void M(Session session) { var [|stack|] = new AsyncExitStack(); stack.PushExit(session.ExitAsync); }",
        "void M(AsyncExitStack other, Session session) { var [|stack|] = other.PopAll(); stack.PushExit(session); }",
        "async Task M(int[] values) { var [|stack|] = new AsyncExitStack(); "
            + "foreach (var _ in values) await stack.EnterContextAsync(new Session()); }",
        "async Task M() { AsyncExitStack [|first|] = new(), second = new(); first.PushCallback(() => default); await using (second) { } }",
        "Action M() => () => { var [|stack|] = new AsyncExitStack(); stack.PushCallback(() => default); };",
    ];

    public static TheoryData<string> Right =>
    [
        "async Task M() { await using var stack = new AsyncExitStack(); await stack.EnterContextAsync(new Session()); await stack.CloseAsync(); }",
        "async Task M() { var stack = new AsyncExitStack(); await stack.EnterContextAsync(new Session()); await stack.CloseAsync(); }",
        "async Task M() => await new AsyncExitStack().UseAsync(async stack => { await stack.EnterContextAsync(new Session()); });",
        "async Task<AsyncExitStack> M() { var stack = new AsyncExitStack(); await stack.EnterContextAsync(new Session()); return stack; }",
        "private AsyncExitStack? _stack; void M() { var stack = new AsyncExitStack(); stack.PushCallback(() => default); _stack = stack; "
            + "Log.Write(_stack); }",
        "void M(AsyncExitStack outer) { var stack = new AsyncExitStack(); stack.PushCallback(() => default); outer.PushExit(stack); }",
        "void M(Func<AsyncExitStack> get) { var stack = get(); stack.PushCallback(() => default); }",
        "async Task M() { var stack = new AsyncExitStack(); stack.PushCallback(() => default); try { await Task.Yield(); } "
            + "finally { await stack.DisposeAsync(); } }",
        "object M() { var stack = new AsyncExitStack(); stack.PushCallback(() => default); return stack.PopAll(); }",
        "void M(AsyncExitStack stack) => stack.PushCallback(() => default);",
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_stack_that_is_filled_and_forgotten_is_marked(string members) => Verify.FlagsAsync(RuleIds.UnguardedEnter, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_stack_that_something_closes_is_not_marked(string members) => Verify.AcceptsAsync(members);

    [Fact]
    public Task The_fix_fills_it_in_a_block() => Edits.FixesAsync(RuleIds.UnguardedEnter,
        """
            async Task M()
            {
                Log.Write(1);
                AsyncExitStack stack = new();
                var session = await stack.EnterContextAsync(new Session());
                await session.SendAsync("text");
            }
        """,
        """
            async Task M()
            {
                Log.Write(1);
                await new AsyncExitStack().UseAsync(async stack =>
                {
                    var session = await stack.EnterContextAsync(new Session());
                    await session.SendAsync("text");
                });
            }
        """);

    [Fact]
    public Task The_fix_is_not_offered_where_nothing_can_be_awaited() => Edits.DoesNotFixAsync(RuleIds.UnguardedEnter,
        "    void M() { var stack = new AsyncExitStack(); stack.PushCallback(() => default); }");
}
