using AsyncWith.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AsyncWith.Analyzers.Tests;

/// <summary>
/// What somebody who knows .NET or Python, and not this library, writes first: it compiles and no rule marks it, or something is said
/// and a fix makes it right.
/// </summary>
public sealed class NaturalCodeTests
{
    private const string Given = """
        static async Scoped RunAsync() { var session = await Scope.Enter(new Session()); await session.SendAsync("text"); }
        static async Scoped<int> CountAsync() { var connection = await Scope.Enter(Managers.Open()); return await connection.CountAsync(); }
        static Task SaveAsync(Connection connection) => connection.WorkAsync();
        static Task<int> ReadAsync(Connection connection) => connection.CountAsync();
        """;

    /// <summary>Forms that are right as they are.</summary>
    public static TheoryData<string> Compiles =>
    [
        "async Task M() => await Managers.Open().UseAsync(async x => await x.WorkAsync());",
        "async Task M() => await Managers.Open().UseAsync(x => x.WorkAsync());",
        "async Task M() => await Managers.Open().UseAsync(SaveAsync);",
        "async Task<int> M() => await Managers.Open().UseAsync(ReadAsync);",
        "async Task<int> M() => await Managers.Open().UseAsync(async x => await x.CountAsync());",
        "async Task M() => await Managers.Open().UseAsync(async () => await Task.Yield());",
        "async Task M() => await Managers.Open().UseAsync(async x => { if (x.IsOpen) return; await x.WorkAsync(); });",
        "async Task M(CancellationToken token) => await Managers.Open().UseAsync(async x => await x.WorkAsync(token), token);",
        "async Task M() => await Managers.Open().ConfigureAwait(false).UseAsync(async x => await x.WorkAsync());",
        "async Task M() => await (Managers.Open(), new Session()).UseAsync(async (x, y) => await y.SendAsync(x.ToString()!));",
        "async Task M() => await (from x in Managers.Open() from y in new Session() select (x, y)).UseAsync(async both => await both.x.WorkAsync());",
        "async Task M() => await Task.WhenAll(RunAsync().AsTask(), Task.Delay(1));",
        "async Task M() => await Task.Run(async () => await RunAsync());",
        "async Task<int> M() => await CountAsync();",
        "async Task M() { await using var scope = await Managers.Open().BeginAsync(); await scope.Resource.WorkAsync(); scope.Complete(); }",
        "async Task M() { await using var stack = new AsyncExitStack(); var x = await stack.EnterContextAsync(Managers.Open()); await x.WorkAsync(); "
            + "await stack.CloseAsync(); }",
        "object M() => AsyncContextManager.Create<int>(async yield => { await yield.Return(1); });",
        "object M() => AsyncContextManager.Create(async (Yield<int> yield) => await yield.Return(1));",
        "object M() => AsyncContextManager.Create<int>(async (yield, token) => { await Task.Delay(1, token); try { await yield.Return(1); } "
            + "finally { Log.Write(1); } });",
        "async Task M() => await AsyncContextManager.FromDisposable(new Connection()).UseAsync(async x => await x.WorkAsync());",

        // functions in every form
        "object M() => AsyncContextManager.FromDisposable(() => new Connection());",
        "object M() => AsyncContextManager.FromDisposable(() => Connection.OpenAsync());",
        "object M() => AsyncContextManager.FromDisposable(Connection.OpenAsync);",
        "object M() => AsyncContextManager.FromDisposable(async () => { var x = new Connection(); await x.ConnectAsync(); return x; });",
        "object M() => AsyncContextManager.FromAcquireRelease(token => Connection.OpenAsync(token), (x, exception) => x.CloseAsync());",
        "object M() => AsyncContextManager.FromAcquireRelease(() => Connection.OpenAsync(), (x, _) => x.DisposeAsync());",
        "object M(Pool pool) => AsyncContextManager.FromAcquireRelease(() => pool.Rent(), (x, _) => pool.Return(x));",
        "object M(Pool pool) => AsyncContextManager.FromAcquireRelease(pool.Rent, async (x, exception) => { await x.RollbackAsync(); "
            + "pool.Return(x); });",
        "object M() => AsyncContextManager.FromAcquireRelease(Connection.OpenAsync, (x, exception) => "
            + "exception is null ? x.CommitAsync() : x.RollbackAsync());",
        "object M() => AsyncContextManager.FromAsyncEnumerable(Rows);\n"
            + "static async IAsyncEnumerable<int> Rows() { await Task.Yield(); yield return 1; }",
        "async Task M() => await new AsyncExitStack().UseAsync(stack => { stack.PushCallback(() => Log.Write(1)); "
            + "stack.PushExit(exception => exception is null); });",
        "async Task M() => await new AsyncExitStack().UseAsync(async stack => { var x = await stack.EnterContextAsync(Managers.Open()); "
            + "stack.PushCallback(() => x.CloseAsync()); });",
        "async Scoped M() { var x = await Scope.Enter(Managers.Open()); await Scope.Defer(() => x.WorkAsync()); "
            + "await Scope.Defer(() => Log.Write(1)); await Scope.OnExit(_ => false); }",

        // synchronous blocks
        "async Task M() => await Managers.Open().UseAsync(x => x.Close());",
        "async Task M() => await Managers.Open().UseAsync(x => { Log.Write(x.IsOpen); x.Close(); });",
        "async Task<bool> M() => await Managers.Open().UseAsync(x => x.IsOpen);",
        "async Task M() => await Managers.Open().UseAsync(Print);\nstatic void Print(Connection x) => Log.Write(x.IsOpen);",
        "async Task M() => await Managers.Open().UseAsync(() => Log.Write(1));",
        "async Task M() => await (Managers.Open(), new Session()).UseAsync((x, y) => Log.Write((x.IsOpen, y.ToString())));",
        "async Task<bool> M() => await Managers.Open().UseOrDefaultAsync(x => x.IsOpen);",

        // a base class, and managers of several types
        "object M() { IAsyncContextManager<IAsyncDisposable> all = Managers.Open().As<Connection, IAsyncDisposable>(); return all; }",
        "async Task M() => await Managers.Open().UseAsync(CloseAsync);\nstatic async Task CloseAsync(IAsyncDisposable x) => await x.DisposeAsync();",
        "async Task M() => await AsyncContextManager.WhenAll(Managers.Open(), new Session()).UseAsync(async both => "
            + "await both.Second.SendAsync($\"{both.First}\"));",
        "async Task M() => await AsyncContextManager.WhenAll(Managers.Open(), new Session(), TaskGroup.Create()).UseAsync(async ((Connection X, "
            + "Session Y, TaskGroup Z) all) => await all.Y.SendAsync($\"{all.X}\"));",
        "async Task M(int[] ids) => await AsyncContextManager.WhenAll(ids.Select(id => Managers.Open())).UseAsync(async all => "
            + "await Task.WhenAll(all.Select(x => x.WorkAsync())));",
        "async Task M() => await AsyncContextManager.WhenAll(Managers.Open(), Managers.Open()).UseAsync(async all => await all[0].WorkAsync());",
    ];

    /// <summary>Forms that are wrong, who says so, and the fix that makes them right.</summary>
    public static TheoryData<string, string, string> IsFixed => new()
    {
        { "async Task M() => await Task.Run(RunAsync);", RuleIds.UnguardedEnter, "Await it in an 'async' lambda" },
        { "async Task M() => await Task.Run(() => RunAsync());", RuleIds.UnguardedEnter, "Await it in an 'async' lambda" },
        {
            "async Task M() { await Task.Run(async Scoped () => { await Scope.Enter(new Session()); }); }",
            RuleIds.UnguardedEnter, "Await it in an 'async' lambda"
        },
        {
            "async Task M() => await Task.Run(() => Managers.Open().UseAsync(async x => await x.WorkAsync()));",
            RuleIds.UnguardedEnter, "Await it in an 'async' lambda"
        },
        { "async Task<int> M() => await Task.Run(() => CountAsync());", RuleIds.UnguardedEnter, "Await it in an 'async' lambda" },
        { "async Task M() => await Task.Factory.StartNew(() => RunAsync());", RuleIds.UnguardedEnter, "Await it in an 'async' lambda" },
        {
            "async Task M() => await Task.WhenAll(Managers.Open().UseAsync(async x => await x.WorkAsync()), Task.Delay(1));",
            "CS1503", "Add '.AsTask()'"
        },
        { "async Task M() => await Task.WhenAll(RunAsync(), Task.Delay(1));", "CS1503", "Add '.AsTask()'" },
        { "async Task M(int[] ids) => await Task.WhenAll(ids.Select(id => RunAsync()));", "CS1503", "Add '.AsTask()'" },
        { "async Task M() { Task task = Managers.Open().UseAsync(async x => await x.WorkAsync()); await task; }", "CS0029", "Add '.AsTask()'" },
        { "Task M() => Managers.Open().UseAsync(async x => await x.WorkAsync());", "CS0029", "Add '.AsTask()'" },
        { "async Task M() => await RunAsync().WaitAsync(TimeSpan.FromSeconds(1));", "CS1061", "Add '.AsTask()'" },
        {
            "object M() => AsyncContextManager.Create(async (yield, token) => await yield.Return(await Connection.OpenAsync(token)));",
            "CS0411", "Use 'Create<Connection>'"
        },
        { "async Task M() { var x = await Managers.Open(); await x.WorkAsync(); }", "CS1061", "Use 'UseAsync'" },
        { "async Scoped M() { var x = await Managers.Open(); await x.WorkAsync(); }", "CS1061", "Use 'Scope.Enter'" },
        { "async Task M() { await using var x = Managers.Open(); await x.WorkAsync(); }", "CS8410", "Use 'BeginAsync'" },
        { "async Task M() { await using (var x = Managers.Open()) { await x.WorkAsync(); } }", "CS8410", "Use 'BeginAsync'" },
        {
            "async AsyncContextManager<Connection> M() { var x = await Connection.OpenAsync(); yield return x; }",
            "CS1983", "Use 'AsyncContextManager.Create'"
        },
        { "IAsyncContextManager<int> M() { yield return 1; }", "CS1624", "Use 'AsyncContextManager.Create'" },
        { "object M() => AsyncContextManager.Create<int>(async yield => { yield return 1; });", "CS1621", "Use 'yield.Return'" },
        { "object M() => AsyncContextManager.Create<int>(async yield => { yield.Return(1); });", RuleIds.YieldNotAwaited, "Add 'await'" },
        { "object M() => AsyncContextManager.Create<int>(async yield => yield.Return(1));", RuleIds.YieldNotAwaited, "Add 'await'" },
        { "async Task M() { Managers.Open().UseAsync(async x => await x.WorkAsync()); await Task.Yield(); }", RuleIds.UnguardedEnter, "Add 'await'" },
        { "async Task M() { RunAsync(); await Task.Yield(); }", RuleIds.UnguardedEnter, "Add 'await'" },
        { "async Task M() => await Managers.Open().UseAsync(async x => x.WorkAsync());", RuleIds.UnawaitedTask, "Add 'await'" },
        {
            "async Task M() { var stack = new AsyncExitStack(); var x = await stack.EnterContextAsync(Managers.Open()); await x.WorkAsync(); }",
            RuleIds.UnguardedEnter, "Use 'UseAsync'"
        },
        {
            "async Task M() { var m = Managers.Open(); var x = await m.EnterAsync(); await x.WorkAsync(); await m.ExitAsync(null); }",
            RuleIds.UnguardedEnter, "Use 'UseAsync'"
        },
        {
            "async Task M() { var x = await Scope.Enter(Managers.Open()); await x.WorkAsync(); }",
            RuleIds.MisplacedScope, "Make the method 'async Scoped'"
        },
        { "async Task M() => await Managers.Open().UseAsync(x => { x.WorkAsync(); });", RuleIds.UnawaitedTask, "Add 'await'" },
        {
            "async Task M() => await Managers.Open().UseAsync(x => x.WorkAsync().ConfigureAwait(false));",
            RuleIds.UnawaitedTask, "Await it in an 'async' lambda"
        },
        { "async Task M() => await Managers.Open().UseAsync(x => RunAsync());", RuleIds.UnawaitedTask, "Await it in an 'async' lambda" },
        {
            "object M() => AsyncContextManager.FromDisposable(new MemoryLock());\n"
                + "sealed class MemoryLock : IDisposable { public void Dispose() { } }",
            "CS0311", "Use 'FromAcquireRelease'"
        },
        {
            "object M() => AsyncContextManager.FromDisposable(() => new MemoryLock());\n"
                + "sealed class MemoryLock : IDisposable { public void Dispose() { } }",
            "CS0311", "Use 'FromAcquireRelease'"
        },
        {
            "object M() { IAsyncContextManager<IAsyncDisposable> all = Managers.Open(); return all; }",
            "CS0029", "Add '.As<Connection, IAsyncDisposable>()'"
        },
        { "async Task M() => await Managers.Open().UseAsync(async (IAsyncDisposable x) => await x.DisposeAsync());", "CS1593", "Leave out the type" },
        { "async Scoped M() { Scope.Enter(Managers.Open()); await Task.Yield(); }", RuleIds.MisplacedScope, "Add 'await'" },
    };

    /// <summary>Forms that are wrong, and where only somebody who knows what is meant can say what is right.</summary>
    public static TheoryData<string, string> IsMarked => new()
    {
        { "object M() => from x in Managers.Open() select x.CountAsync();", RuleIds.UnawaitedTask },
        { "async Task<Connection> M() => await Managers.Open().UseAsync(async x => x);", RuleIds.ResourceOutlivesBlock },
        {
            "async Task M() { var m = Managers.Open(); await m.UseAsync(async x => await x.WorkAsync()); "
                + "await m.UseAsync(async x => await x.WorkAsync()); }",
            RuleIds.EnteredTwice
        },
        { "async Task<Connection> M() => await Managers.Open().UseAsync(x => x);", RuleIds.ResourceOutlivesBlock },
        {
            "async Task M() => await Managers.Open().UseAsync(SaveSoon);\nstatic async void SaveSoon(Connection x) => await x.WorkAsync();",
            RuleIds.UnawaitedTask
        },
        { "void M() { Managers.Open(); }", RuleIds.NeverEntered },
        {
            "object M(List<int> list) => AsyncContextManager.Create<int>(async yield => { list.ForEach(async x => await yield.Return(x)); "
                + "await Task.Yield(); });",
            RuleIds.YieldInAsyncVoid
        },
        {
            "object M() => AsyncContextManager.Create<int>(async yield => { for (var i = 0; i < 2; i++) await yield.Return(i); });",
            RuleIds.YieldsTwice
        },
        { "async Task M() { foreach (var x in Managers.Open()) await x.WorkAsync(); }", "CS1579" },
        { "async Task M() { await foreach (var x in Managers.Open()) await x.WorkAsync(); }", "CS8411" },
    };

    [Theory, MemberData(nameof(Compiles))]
    public Task Natural_code_that_is_right_compiles_and_is_not_marked(string form) => Verify.AcceptsAsync(form + Given);

    [Theory, MemberData(nameof(IsFixed))]
    public async Task Natural_code_that_is_wrong_is_made_right_by_a_fix(string form, string id, string fix)
    {
        using var workspace = new AdhocWorkspace();
        var document = Edits.Open(workspace, Snippets.Wrap(form + Given));
        for (var marks = await Edits.MarksAsync(document, id); marks.Length > 0; marks = await Edits.MarksAsync(document, id))
        {
            var before = marks.Length;
            var actions = await Edits.FixesOfAsync(document, marks[0]);
            document = await Edits.ApplyAsync(document, Assert.Single(actions, action => action.Title == fix));
            Assert.True((await Edits.MarksAsync(document, id)).Length < before);
        }

        Assert.NotEqual(Snippets.Wrap(form + Given), (await document.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        var compilation = (CSharpCompilation)(await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Assert.Empty(
            compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        Assert.Empty(await Snippets.AnalyzeAsync(compilation));
    }

    [Theory, MemberData(nameof(IsMarked))]
    public async Task Natural_code_that_is_wrong_is_marked(string form, string id)
    {
        using var workspace = new AdhocWorkspace();
        Assert.NotEmpty(await Edits.MarksAsync(Edits.Open(workspace, Snippets.Wrap(form + Given)), id));
    }
}
