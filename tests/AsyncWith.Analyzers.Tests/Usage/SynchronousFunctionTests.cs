using AsyncWith.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Usage;

[Trait("Rule", "AW0013")]
public sealed class SynchronousFunctionTests
{
    private const string Scoped = "\nstatic async Scoped RunAsync(Connection x) => await Scope.Enter(new Session());\n"
        + "static async Scoped<int> CountAsync(Connection x) => await (await Scope.Enter(Managers.Open())).CountAsync();";

    public static TheoryData<string> Wrong =>
    [
        "async Task M() => await Managers.Open().UseAsync(x => { [|x.WorkAsync()|]; });",
        "async Task M() => await Managers.Open().UseAsync(x => { [|x.WorkAsync()|]; [|x.CommitAsync()|]; });",
        "async Task M() => await Managers.Open().UseAsync(x => { x.Close(); [|x.DisposeAsync()|]; });",
        "async Task M() => await Managers.Open().UseAsync(() => { [|Task.Delay(1)|]; });",
        "async Task M() => await Managers.Open().UseAsync(x => { if (x.IsOpen) [|x.WorkAsync()|]; });",
        "async Task M() => await Managers.Open().UseAsync([|SaveAsync|]);\nstatic async void SaveAsync(Connection x) => await x.WorkAsync();",
        "async Task M() => await (Managers.Open(), new Session()).UseAsync((x, y) => { [|y.SendAsync(x.ToString()!)|]; });",
        "async Task M() { await using var stack = new AsyncExitStack(); stack.PushCallback(() => [|CountAsync()|]); await stack.CloseAsync(); }\n"
            + "static ValueTask<int> CountAsync() => new(1);",
        "async Scoped M() { await Scope.Defer(() => { [|Task.Delay(1)|]; }); }",
        "object M() => AsyncContextManager.FromAcquireRelease(() => new Connection(), (x, _) => { [|x.CloseAsync()|]; });",
    ];

    public static TheoryData<string> Right =>
    [
        "async Task M() => await Managers.Open().UseAsync(x => x.Close());",
        "async Task M() => await Managers.Open().UseAsync(x => { x.Close(); });",
        "async Task<bool> M() => await Managers.Open().UseAsync(x => x.IsOpen);",
        "async Task M() => await Managers.Open().UseAsync(x => x.WorkAsync());",
        "async Task M() => await Managers.Open().UseAsync(x => { _ = x.WorkAsync(); });",
        "async Task M() => await Managers.Open().UseAsync(async x => { await x.WorkAsync(); });",
        "async Task M() => await TaskGroup.Create().UseAsync(group => { group.Run(_ => Task.CompletedTask); group.Run(_ => Task.CompletedTask); });",
        "async Task M() => await Managers.Open().UseAsync(x => { Action later = () => x.WorkAsync(); Log.Write(later); });",
        "void M(List<Connection> all) => all.ForEach(x => x.WorkAsync());",
        "object M() => AsyncContextManager.FromAcquireRelease(() => new Connection(), (x, _) => x.CloseAsync());",
        "object M() => AsyncContextManager.FromAcquireRelease(new Pool().Rent, (x, _) => new Pool().Return(x));",
        "async Task M() { await using var stack = new AsyncExitStack(); stack.PushCallback(() => Task.Delay(1)); await stack.CloseAsync(); }",
        "async Scoped M() { await Scope.Defer(() => Log.Write(1)); await Scope.OnExit(exception => exception is null); }",
        "async Task M() => await Managers.Open().UseAsync(x => new Func<Task>(() => x.WorkAsync()).Method);",
    ];

    public static TheoryData<string> AlwaysWrong =>
    [
        "async Task M() => await Managers.Open().UseAsync(x => [|x.WorkAsync().ConfigureAwait(false)|]);",
        "async Task M() => await await Managers.Open().UseAsync(x => { return [|x.WorkAsync().ConfigureAwait(false)|]; });",
        "async Task M() => await Managers.Open().UseAsync(x => [|Task.Yield()|]);",
        "async Task M() => await Managers.Open().UseAsync(x => [|RunAsync(x)|]);" + Scoped,
        "async Task M() => await Managers.Open().UseAsync([|RunAsync|]);" + Scoped,
        "async Task<int> M() => await await Managers.Open().UseAsync([|CountAsync|]);" + Scoped,
        "async Task<int> M() { var block = await Managers.Open().UseAsync(x => [|CountAsync(x)|]); return await block; }" + Scoped,
        "async Task M() => await Managers.Open().UseAsync<Connection, Task>(x => [|x.WorkAsync()|]);",
        "object M() => AsyncContextManager.FromAcquireRelease(() => [|Connection.OpenAsync().ConfigureAwait(false)|], (_, _) => { });",
        "object M() => AsyncContextManager.Create<int>(async yield => await Managers.Open().UseAsync(x => [|yield.Return(1)|]));",
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task What_a_synchronous_function_starts_is_marked(string members) => Verify.FlagsAsync(RuleIds.UnawaitedTask, members);

    [Theory, MemberData(nameof(AlwaysWrong))]
    public async Task A_task_as_the_result_of_a_synchronous_function_is_an_error(string members)
    {
        await Verify.FlagsAsync(RuleIds.UnawaitedTask, members);
        var diagnostics = await Snippets.AnalyzeAsync(Snippets.Compile(Markup.Parse(Snippets.Wrap(members)).Code));
        Assert.Equal(DiagnosticSeverity.Error, diagnostics.Single(diagnostic => diagnostic.Id == RuleIds.UnawaitedTask).Severity);
    }

    [Theory, MemberData(nameof(Right))]
    public Task What_is_synchronous_or_awaited_is_not_marked(string members) => Verify.AcceptsAsync(members);

    [Theory]
    [InlineData("x => { x.WorkAsync(); }", "async x => { await x.WorkAsync(); }", "Add 'await'")]
    [InlineData("() => { Task.Delay(1); }", "async () => { await Task.Delay(1); }", "Add 'await'")]
    [InlineData("x => x.WorkAsync().ConfigureAwait(false)", "async x => await x.WorkAsync().ConfigureAwait(false)", "Await it in an 'async' lambda")]
    public Task The_fix_makes_the_function_async(string before, string after, string title) => Edits.FixesAsync(RuleIds.UnawaitedTask,
        $"    async Task M() => await Managers.Open().UseAsync({before});",
        $"    async Task M() => await Managers.Open().UseAsync({after});",
        title);

    [Fact]
    public Task The_fix_awaits_a_method_that_is_given_by_its_name() => Edits.FixesAsync(RuleIds.UnawaitedTask,
        "    async Task M() => await Managers.Open().UseAsync(RunAsync);" + Scoped,
        "    async Task M() => await Managers.Open().UseAsync(async x => await RunAsync(x));" + Scoped,
        "Await it in an 'async' lambda");

    [Fact]
    public Task An_async_void_method_has_no_fix() => Edits.DoesNotFixAsync(RuleIds.UnawaitedTask,
        "    async Task M() => await Managers.Open().UseAsync(SaveAsync);\n    static async void SaveAsync(Connection x) => await x.WorkAsync();");
}
