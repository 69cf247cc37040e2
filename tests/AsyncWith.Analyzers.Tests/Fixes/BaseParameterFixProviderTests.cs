using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class BaseParameterFixProviderTests
{
    [Theory]
    [InlineData("CS1593", "async (IAsyncDisposable x) => await x.DisposeAsync()", "async x => await x.DisposeAsync()")]
    [InlineData("CS1593", "async (object x) => { await Task.Yield(); Log.Write(x); }", "async x => { await Task.Yield(); Log.Write(x); }")]
    [InlineData("CS1593", "(IDisposable x) => x.Dispose()", "x => x.Dispose()")]
    public Task A_block_with_a_base_class_takes_the_resource_as_it_is(string id, string before, string after) => Edits.FixesAsync(id,
        $"    async Task M() => await Managers.Open().UseAsync({before});",
        $"    async Task M() => await Managers.Open().UseAsync({after});");

    [Fact]
    public Task A_block_with_another_type_has_no_fix() => Edits.DoesNotFixAsync("CS1593",
        "    async Task M() => await Managers.Open().UseAsync(async (string x) => await Task.Yield());");
}
