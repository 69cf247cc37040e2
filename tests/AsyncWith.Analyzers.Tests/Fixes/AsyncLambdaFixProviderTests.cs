using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class AsyncLambdaFixProviderTests
{
    private const string Scoped = "    async Scoped RunAsync() => await Scope.Enter(new Session());";

    [Theory]
    [InlineData("await Task.Run(RunAsync);", "await Task.Run(async () => await RunAsync());")]
    [InlineData("await Task.Run(() => RunAsync());", "await Task.Run(async () => await RunAsync());")]
    [InlineData("await Task.Run<Scoped>(RunAsync);", "await Task.Run(async () => await RunAsync());")]
    [InlineData("await Task.Run(() => { Log.Write(1); return RunAsync(); });", "await Task.Run(async () => { Log.Write(1); await RunAsync(); });")]
    [InlineData("await Task.Run(Scoped () => RunAsync());", "await Task.Run(async () => await RunAsync());")]
    [InlineData("await Task.Run(RunAsync).ConfigureAwait(false);", "await Task.Run(async () => await RunAsync()).ConfigureAwait(false);")]
    [InlineData("await Task.Factory.StartNew(() => RunAsync());", "await Task.Factory.StartNew(async () => await RunAsync()).Unwrap();")]
    [InlineData(
        "await Task.CompletedTask.ContinueWith(_ => RunAsync());", "await Task.CompletedTask.ContinueWith(async _ => await RunAsync()).Unwrap();")]
    public Task The_fix_awaits_a_scoped_method(string before, string after) => Edits.FixesAsync(RuleIds.UnguardedEnter,
        $"    async Task M() {{ {before} }}\n{Scoped}", $"    async Task M() {{ {after} }}\n{Scoped}");

    [Fact]
    public Task The_fix_awaits_a_statement() => Edits.FixesAsync(RuleIds.UnguardedEnter,
        "    async Task M() => await Task.Run(() => Managers.Open().UseAsync(async x => await x.WorkAsync()));",
        "    async Task M() => await Task.Run(async () => await Managers.Open().UseAsync(async x => await x.WorkAsync()));");

    [Fact]
    public Task The_fix_awaits_a_statement_with_a_result() => Edits.FixesAsync(RuleIds.UnguardedEnter,
        "    async Task<int> M() => await Task.Run(() => { return Managers.Open().UseAsync(async x => await x.CountAsync()); });",
        "    async Task<int> M() => await Task.Run(async () => { return await Managers.Open().UseAsync(async x => await x.CountAsync()); });");

    [Fact]
    public Task The_fix_passes_the_parameters_on() => Edits.FixesAsync(RuleIds.UnguardedEnter,
        """
            async Task M() { await Task.CompletedTask.ContinueWith(RunAsync); }
            async Scoped RunAsync(Task previous) { await previous; await Scope.Enter(new Session()); }
        """,
        """
            async Task M() { await Task.CompletedTask.ContinueWith(async previous => await RunAsync(previous)).Unwrap(); }
            async Scoped RunAsync(Task previous) { await previous; await Scope.Enter(new Session()); }
        """);

    [Fact]
    public Task The_fix_gives_a_scoped_lambda_a_name() => Edits.FixesAsync(RuleIds.UnguardedEnter,
        """
            async Task M()
            {
                Log.Write(1);
                await Task.Run(async Scoped () => await Scope.Enter(new Session()));
            }
        """,
        """
            async Task M()
            {
                Log.Write(1);
                var block = async Scoped () => await Scope.Enter(new Session());
                await Task.Run(async () => await block());
            }
        """);

    [Fact]
    public Task The_fix_offers_nothing_where_the_task_is_returned_early() => Edits.DoesNotFixAsync(RuleIds.UnguardedEnter,
        $"    async Task M(bool one) {{ await Task.Run(() => {{ if (one) return RunAsync(); return RunAsync(); }}); }}\n{Scoped}");

    [Fact]
    public Task The_fix_offers_nothing_for_a_scoped_lambda_that_is_in_no_list_of_statements() => Edits.DoesNotFixAsync(RuleIds.UnguardedEnter,
        "    async Task M() => await Task.Run(async Scoped () => await Scope.Enter(new Session()));");
}
