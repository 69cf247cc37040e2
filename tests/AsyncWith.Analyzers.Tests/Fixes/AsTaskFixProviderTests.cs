using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class AsTaskFixProviderTests
{
    private const string Given = """
            async Scoped RunAsync() => await Scope.Enter(new Session());
            ValueTask UseAsync() => Managers.Open().UseAsync(async x => await x.WorkAsync());
        """;

    [Theory]
    [InlineData("CS1503", "await Task.WhenAll(RunAsync());", "await Task.WhenAll(RunAsync().AsTask());")]
    [InlineData("CS1503", "await Task.WhenAll(RunAsync(), Task.Delay(1));", "await Task.WhenAll(RunAsync().AsTask(), Task.Delay(1));")]
    [InlineData(
        "CS1503",
        "await Task.WhenAll(new[] { 1, 2 }.Select(_ => RunAsync()));",
        "await Task.WhenAll(new[] { 1, 2 }.Select(_ => RunAsync().AsTask()));")]
    [InlineData("CS1503", "new List<Task>().Add(RunAsync());", "new List<Task>().Add(RunAsync().AsTask());")]
    [InlineData("CS0029", "Task task = RunAsync(); await task;", "Task task = RunAsync().AsTask(); await task;")]
    [InlineData("CS0029", "Task[] tasks = [RunAsync()]; await tasks[0];", "Task[] tasks = [RunAsync().AsTask()]; await tasks[0];")]
    [InlineData("CS0029", "Task task; task = RunAsync(); await task;", "Task task; task = RunAsync().AsTask(); await task;")]
    [InlineData("CS1061", "await RunAsync().WaitAsync(TimeSpan.FromSeconds(1));", "await RunAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(1));")]
    public Task The_fix_makes_a_task(string id, string before, string after) => Edits.FixesAsync(id,
        $"    async Task M() {{ {before} }}\n{Given}", $"    async Task M() {{ {after} }}\n{Given}");

    [Theory]
    [InlineData("CS1503", "async Task M() => await Task.WhenAll(§, Task.Delay(1));")]
    [InlineData("CS0029", "async Task M() { Task task = §; await task; }")]
    [InlineData("CS0029", "Task M() => §;")]
    [InlineData("CS0029", "Task M() { return §; }")]
    public Task The_fix_makes_a_task_of_a_statement(string id, string code)
    {
        const string Statement = "Managers.Open().UseAsync(async x => await x.WorkAsync())";
        return Edits.FixesAsync(
            id,
            "    " + code.Replace("§", Statement, StringComparison.Ordinal),
            "    " + code.Replace("§", Statement + ".AsTask()", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CS0029", "int number = UseAsync();")]
    [InlineData("CS0029", "Task task = UseAsync();")]
    [InlineData("CS1503", "Log.Need(RunAsync());")]
    [InlineData("CS1061", "RunAsync().Nothing();")]
    public Task The_fix_offers_nothing_elsewhere(string id, string code) => Edits.DoesNotFixAsync(id,
        $"    void M() {{ {code} }}\n    static class Log {{ public static void Need(int number) {{ }} }}\n{Given}");
}
