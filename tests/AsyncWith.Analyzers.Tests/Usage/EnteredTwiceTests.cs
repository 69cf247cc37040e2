using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Usage;

[Trait("Rule", "G1")]
public sealed class EnteredTwiceTests
{
    private const string Use = "UseAsync(async x => await x.WorkAsync());";

    public static TheoryData<string> Wrong =>
    [
        $"async Task M() {{ var m = Managers.Open(); await m.{Use} await [|m|].{Use} }}",
        $"async Task M() {{ IAsyncContextManager<Connection> m = Managers.Open(); await m.{Use} await [|m|].{Use} }}",
        $"async Task M() {{ var m = Managers.Open(); await m.ConfigureAwait(false).{Use} await [|m|].ConfigureAwait(false).{Use} }}",
        $"async Task M(bool again) {{ var m = Managers.Open(); await m.{Use} if (again) await [|m|].{Use} }}",
        "async Task M() { var m = Managers.Open(); var first = await m.UseAsync(async x => await x.CountAsync()); "
            + "var second = await [|m|].UseAsync(async x => await x.CountAsync()); Log.Write(first + second); }",
        $"async Task M(int[] values) {{ var m = Managers.Open(); foreach (var value in values) {{ Log.Write(value); await [|m|].{Use} }} }}",
        $"async Task M() {{ var m = Managers.Open(); for (var i = 0; i < 3; i++) {{ await [|m|].{Use} }} }}",
        "async Scoped M() { var m = Managers.Open(); var a = await Scope.Enter(m); var b = await Scope.Enter([|m|]); Log.Write((a, b)); }",
        "async Task M(AsyncExitStack stack) { var m = Managers.Open(); await stack.EnterContextAsync(m); await stack.EnterContextAsync([|m|]); }",
        $"async Task M() {{ var m = Managers.Open(); await m.{Use} await [|m|].{Use} await [|m|].{Use} }}",
        $"async Task M() {{ var m = Managers.Open(); await m.{Use} try {{ await [|m|].{Use} }} finally {{ Log.Write(1); }} }}",
    ];

    public static TheoryData<string> Right =>
    [
        $"async Task M() {{ await Managers.Open().{Use} await Managers.Open().{Use} }}",
        "async Task M() { var m = new Session(); await m.UseAsync(async x => await x.SendAsync(\"1\")); "
            + "await m.UseAsync(async x => await x.SendAsync(\"2\")); }",
        $"async Task M() {{ var m = Managers.Open(); await m.{Use} m = Managers.Open(); await m.{Use} }}",
        $"async Task M(bool one) {{ var m = Managers.Open(); if (one) await m.{Use} else await m.{Use} }}",
        $"async Task M(bool one) {{ var m = Managers.Open(); if (one) {{ await m.{Use} return; }} await m.{Use} }}",
        $"async Task M(int[] values) {{ foreach (var value in values) {{ var m = Managers.Open(); await m.{Use} Log.Write(value); }} }}",
        $"async Task M() {{ var m = Managers.Open(); while (true) {{ await m.{Use} break; }} }}",
        $"async Task M() {{ var m = Managers.Open(); Func<Task> later = async () => await m.{Use} await later(); }}",
        $"async Task M() {{ var m = Managers.Open(); try {{ await m.{Use} }} catch (IOException) {{ await m.{Use} }} }}",
        "async Task M(bool one) { var m = Managers.Open(); var count = one ? await m.UseAsync(async x => await x.CountAsync()) : 0; "
            + "Log.Write(count); await m.UseAsync(async x => await x.WorkAsync()); }",
        $"async Task M(AsyncContextManager<Connection> m) {{ await m.{Use} await m.{Use} }}",
        "async Task M() { var m = Managers.Open(); Log.Write(m); await m.UseAsync(async x => await x.WorkAsync()); Log.Write(m); }",
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_second_block_is_marked(string members) => Verify.FlagsAsync(RuleIds.EnteredTwice, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_single_block_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
