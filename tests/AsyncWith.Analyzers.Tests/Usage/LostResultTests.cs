using AsyncWith.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Usage;

[Trait("Rule", "AW0008")]
public sealed class LostResultTests
{
    private const string Scoped = "\nasync Scoped RunAsync() => await Scope.Enter(new Session());\n"
        + "async Scoped<int> CountAsync() => await (await Scope.Enter(Managers.Open())).CountAsync();";

    public static TheoryData<string> Wrong =>
    [
        "async Task M() => await Task.Run([|RunAsync|]);" + Scoped,
        "async Task M() => await Task.Run(() => [|RunAsync()|]);" + Scoped,
        "async Task M() => await Task.Run([|async Scoped () =>|] await Scope.Enter(new Session()));",
        "async Task M() => await Task.Run(() => [|Managers.Open().UseAsync(async x => await x.WorkAsync())|]);",
        "Task M() => Task.Run(() => [|Managers.Open().UseAsync(async x => await x.WorkAsync())|]);",
        "Task M() => Task.Run([|RunAsync|]);" + Scoped,
        "async Task M() => await Task.Run([|RunAsync|]).ConfigureAwait(false);" + Scoped,
        "async Task M() { var count = await Task.Run([|CountAsync|]); }" + Scoped,
        "async Task M() { var task = Task.Run([|RunAsync|]); await task; }" + Scoped,
        "async Task M() => await Task.WhenAll(Task.Run([|RunAsync|]), Task.Run(() => [|RunAsync()|]));" + Scoped,
        "async Task M() => await Task.Factory.StartNew(() => { return [|RunAsync()|]; });" + Scoped,
        "void M() => Task.Run([|RunAsync|]).Wait();" + Scoped,
        "void M() { Task.Run([|RunAsync|]); }" + Scoped,
        "void M() { Twice(() => [|Managers.Open().UseAsync(async x => await x.WorkAsync())|]); }\n"
            + "static T Twice<T>(Func<T> function) { function(); return function(); }",
        "async Task M() => await Task.CompletedTask.ContinueWith(_ => [|RunAsync()|]);" + Scoped,
    ];

    public static TheoryData<string> Right =>
    [
        "async Task M() => await Task.Run(async () => await RunAsync());" + Scoped,
        "async Task M() => await Task.Run(() => RunAsync().AsTask());" + Scoped,
        "async Task M() => await await Task.Run(RunAsync);" + Scoped,
        "async Task M() { var block = await Task.Run(RunAsync); await block; }" + Scoped,
        "async Task M() { foreach (var task in new[] { 1, 2 }.Select(_ => RunAsync())) await task; }" + Scoped,
        "async Task M() { var lazy = new Lazy<Scoped>(RunAsync); await lazy.Value; }" + Scoped,
        "async Task M() { Func<Scoped> run = RunAsync; await run(); }" + Scoped,
        "async Task M() { await Twice(RunAsync); }\nstatic T Twice<T>(Func<T> function) { function(); return function(); }" + Scoped,
        "async Task M() { await Await(RunAsync); }\nstatic async Task Await(Func<Scoped> function) => await function();" + Scoped,
        "void M() { _ = Task.Run(RunAsync); }" + Scoped,
        "async Task M() => await Task.Run(async () => await Managers.Open().UseAsync(async x => await x.WorkAsync()));",
        "async Task M() { var tasks = new[] { Task.Run(RunAsync) }; foreach (var task in tasks) await await task; }" + Scoped,
        "async Task M() => await Managers.Open().UseAsync(x => new Session().UseAsync(async y => await y.SendAsync(\"text\")));",
    ];

    [Theory, MemberData(nameof(Wrong))]
    public async Task A_block_that_its_taker_does_not_await_is_an_error(string members)
    {
        await Verify.FlagsAsync(RuleIds.UnguardedEnter, members);
        var diagnostics = await Snippets.AnalyzeAsync(Snippets.Compile(Markup.Parse(Snippets.Wrap(members)).Code));
        Assert.All(diagnostics, diagnostic => Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity));
    }

    [Theory, MemberData(nameof(Right))]
    public Task A_block_that_is_awaited_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
