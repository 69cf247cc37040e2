using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Generators;

[Trait("Rule", "G2")]
public sealed class YieldNotAwaitedTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        #pragma warning disable CS1998, CS4014
        object M() => AsyncContextManager.Create<int>(async yield => { [|yield.Return(1)|]; });
        """,
        """
        #pragma warning disable CS1998, CS4014
        object M() => AsyncContextManager.Create<int>(async yield => [|yield.Return(1)|]);
        """,
        """
        object M() => AsyncContextManager.Create<int>(yield => { [|yield.Return(1)|]; return Task.CompletedTask; });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => { _ = [|yield.Return(1)|]; await Task.Yield(); });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => { var dropped = [|yield.Return(1)|]; await Task.Yield(); });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => { [|yield.Return(1)|].GetAwaiter().GetResult(); await Task.Yield(); });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, token) =>
        {
            var connection = await Connection.OpenAsync(token);
            try { [|yield.Return(connection)|]; }
            finally { await connection.CloseAsync(); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
            await Managers.Open().UseAsync(async x => { [|yield.Return(x)|]; await x.WorkAsync(); }));
        """,
        """
        object M() => AsyncContextManager.Create<int>(Generate);
        static Task Generate(Yield<int> yield)
        {
            [|yield.Return(1)|];
            return Task.CompletedTask;
        }
        """,
        """
        object M(bool one) => AsyncContextManager.Create<int>(async yield =>
        {
            if (one)
                [|yield.Return(1)|];
            else
                await yield.Return(2);
        });
        """,
        """
        static void Help(Yield<int>? yield) { yield?[|.Return(1)|]; }
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        object M() => AsyncContextManager.Create<int>(async yield => await yield.Return(1));
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => { await yield.Return(1); });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => { await (yield.Return(1)); });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => { var block = yield.Return(1); await block; });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => await Help(yield));
        static YieldAwaitable Help(Yield<int> yield) => yield.Return(1);
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => await Help(yield));
        static YieldAwaitable Help(Yield<int> yield) { return yield.Return(1); }
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            Func<int, YieldAwaitable> run = x => yield.Return(x);
            await run(1);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => await WaitAsync(yield.Return(1)));
        static async Task WaitAsync(YieldAwaitable block) => await block;
        """,
        """
        object M(bool one) => AsyncContextManager.Create<int>(async yield => await (one ? yield.Return(1) : yield.Return(2)));
        """,
        """
        void M(Pool pool, Connection connection) => pool.Return(connection);
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
            await Managers.Open().UseAsync(async x => await yield.Return(x)));
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_yield_that_nobody_awaits_is_marked(string members) => Verify.FlagsAsync(RuleIds.YieldNotAwaited, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_yield_that_is_awaited_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
