using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class ResourceTypeFixProviderTests
{
    [Theory]
    [InlineData("async (yield, token) => { var c = await Connection.OpenAsync(token); await yield.Return(c); }", "Connection")]
    [InlineData("async yield => await yield.Return(1)", "int")]
    [InlineData("async yield => { await using var c = await Connection.OpenAsync(); await yield.Return((c, \"text\")); }", "(Connection c, string)")]
    [InlineData("async yield => await yield.Return(new List<string?>())", "List<string?>")]
    [InlineData("async yield => await Managers.Open().UseAsync(async x => await yield.Return(await x.CountAsync()))", "int")]
    [InlineData("async yield => await yield.Return(Environment.GetEnvironmentVariable(\"HOME\"))", "string?")]
    [InlineData("Generate", "Session")]
    public Task The_fix_states_the_type_of_the_resource(string generator, string type)
    {
        const string Method = "\n    static async Task Generate(Yield<Session> yield) => await yield.Return(new Session());";
        return Edits.FixesAsync("CS0411",
            $"    object M() => AsyncContextManager.Create({generator});{Method}",
            $"    object M() => AsyncContextManager.Create<{type}>({generator});{Method}");
    }

    [Theory]
    [InlineData("    object M() => AsyncContextManager.Create(async yield => await Task.Yield());")]
    [InlineData("    object M() => Empty();\n    static T[] Empty<T>() => [];")]
    public Task The_fix_offers_nothing_where_the_type_is_unknown(string members) => Edits.DoesNotFixAsync("CS0411", members);
}
