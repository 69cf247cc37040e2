using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Usage;

[Trait("Rule", "AW0013")]
public sealed class UnawaitedTaskTests
{
    public static TheoryData<string> Wrong =>
    [
        "object M() => from c in Managers.Open() select [|c.CountAsync()|];",
        "IAsyncContextManager<Task<int>> M() => Managers.Open().Select(c => [|c.CountAsync()|]);",
        "object M() => Managers.Open().Select([|async c =>|] await c.CountAsync());".Replace(
            "[|async c =>|] await c.CountAsync()", "[|async c => await c.CountAsync()|]", StringComparison.Ordinal),
        "object M() => Managers.Open().Select([|Load|]);\nstatic Task Load(Connection connection) => connection.WorkAsync();",
        "object M() => from a in Managers.Open() from b in new Session() select [|b.SendAsync(a.ToString()!)|];",
        "async Task M() { var counts = from c in Managers.Open() select [|c.CountAsync()|]; "
            + "await counts.UseAsync(async count => Log.Write(await count)); }",
        "async Task M() => await Managers.Open().UseAsync(async x => [|x.WorkAsync()|]);",
        "async Task M() { var count = await Managers.Open().UseAsync(async x => [|x.CountAsync()|]); Log.Write(count); }",
        "async Task M() => await Managers.Open().UseAsync(async x => { await x.WorkAsync(); return [|x.CountAsync()|]; });",
        "async Task<int> M() => await await Managers.Open().UseAsync(async x => [|x.CountAsync()|]);",
        "async Task M() => await (Managers.Open(), new Session()).UseAsync(async (x, y) => [|y.SendAsync(x.ToString()!)|]);",
        "async Task M() => await Managers.Open().UseAsync(async x => [|Send(x)|]);\n"
            + "static ValueTask Send(Connection connection) => new(connection.WorkAsync());",
    ];

    public static TheoryData<string> Right =>
    [
        "object M() => from c in Managers.Open() select c.IsOpen;",
        "async Task<int> M() => await (from c in Managers.Open() select c.CountAsync()).UseAsync(async count => await count);",
        "object M() => Managers.Open().Select(c => c.IsOpen);",
        "async Task M() => await Managers.Open().UseAsync(async x => await x.WorkAsync());",
        "async Task M() => await Managers.Open().UseAsync(x => x.WorkAsync());",
        "async Task<int> M() => await Managers.Open().UseAsync(x => x.CountAsync());",
        "async Task<int> M() => await Managers.Open().UseAsync(async x => await x.CountAsync());",
        "async Task M(Task running) { var task = await Managers.Open().UseAsync(async x => { await x.WorkAsync(); return running; }); await task; }",
        "async Task M() { var task = await new Session().UseAsync(async x => OtherAsync()); await task; }\n"
            + "static Task OtherAsync() => Task.CompletedTask;",
        "async Task M() { Func<Task> task = await new Session().UseAsync(async x => { await Task.Yield(); "
            + "return (Func<Task>)(() => Task.CompletedTask); }); await task(); }",
        "async Task M() => await new Session().UseAsync(async x => { await x.SendAsync(\"text\"); return Task.CompletedTask; });",
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_task_that_needs_the_resource_is_marked(string members) => Verify.FlagsAsync(RuleIds.UnawaitedTask, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_task_that_is_awaited_is_not_marked(string members) => Verify.AcceptsAsync(members);

    [Fact]
    public Task The_fix_awaits_what_a_block_returns() => Edits.FixesAsync(RuleIds.UnawaitedTask,
        "    async Task M() => await Managers.Open().UseAsync(async x => x.WorkAsync());",
        "    async Task M() => await Managers.Open().UseAsync(async x => await x.WorkAsync());");

    [Theory]
    [InlineData("    object M() => from c in Managers.Open() select c.CountAsync();")]
    [InlineData("    object M() => Managers.Open().Select(c => c.WorkAsync());")]
    public Task A_query_has_no_fix(string members) => Edits.DoesNotFixAsync(RuleIds.UnawaitedTask, members);
}
