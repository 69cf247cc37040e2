using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Generators;

[Trait("Rule", "AW0011")]
public sealed class AsyncVoidYieldTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        object M(List<int> list) =>
            AsyncContextManager.Create<int>(async yield => { list.ForEach(async x => await [|yield.Return(x)|]); await Task.Yield(); });
        """,
        """
        object M(List<int> list) => AsyncContextManager.Create<int>(async (yield, token) =>
        {
            list.ForEach(async x =>
            {
                if (x > 0)
                    await [|yield.Return(x)|];
            });
            await Task.Yield();
        });
        """,
        """
        object M(int[] values) =>
            AsyncContextManager.Create<int>(async yield => { Parallel.ForEach(values, async x => await [|yield.Return(x)|]); await Task.Yield(); });
        """,
        """
        object M(Button button) =>
            AsyncContextManager.Create<int>(async yield => { button.Click += async () => await [|yield.Return(1)|]; await Task.Yield(); });
        class Button { public event Action? Click; void Raise() => Click?.Invoke(); }
        """,
        """
        object M(Button button) =>
            AsyncContextManager.Create<int>(async yield => { button.Click += async delegate { await [|yield.Return(1)|]; }; await Task.Yield(); });
        class Button { public event EventHandler? Click; void Raise() => Click?.Invoke(this, EventArgs.Empty); }
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            async void Run() => await [|yield.Return(1)|];
            Run();
            await Task.Yield();
        });
        """,
        """
        object M(List<Session> sessions) => AsyncContextManager.Create<Session>(async yield =>
        {
            sessions.ForEach(async session => await session.UseAsync(async x => await [|yield.Return(x)|]));
            await Task.Yield();
        });
        """,
        """
        static async void Generate(Yield<int> yield) => await [|yield.Return(1)|];
        """,
        """
        object M(List<int> list) => AsyncContextManager.Create<int>(async yield =>
        {
            var copy = yield;
            list.ForEach(async x => await [|copy.Return(x)|]);
            await Task.Yield();
        });
        """,
        """
        static Task Generate(Yield<int> yield, List<int> list)
        {
            list.ForEach(async x => { await Task.Yield(); await [|yield.Return(x)|]; });
            return Task.CompletedTask;
        }
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        object M() => AsyncContextManager.Create<int>(async yield => await yield.Return(1));
        """,
        """
        async void M() => await AsyncContextManager.Create<int>(async yield => await yield.Return(1)).UseAsync(async x => Log.Write(x));
        """,
        """
        async void M() { var manager = AsyncContextManager.Create<int>(async yield =>
            await yield.Return(1)); await manager.UseAsync(async x => Log.Write(x)); }
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield => await Managers.Open().UseAsync(async x => await yield.Return(x)));
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => { Func<int, Task> run = async x => await yield.Return(x); await run(1); });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            async Task RunAsync() => await yield.Return(1);
            await RunAsync();
        });
        """,
        """
        object M(List<int> list) =>
            AsyncContextManager.Create<int>(async yield => { list.ForEach(async x => await Task.Delay(x)); await yield.Return(1); });
        """,
        """
        object M(List<int> list) =>
            AsyncContextManager.Create<int>(async yield => { list.ForEach(x => Log.Write(x)); await yield.Return(list.Count); });
        """,
        """
        void M(List<Action> starts) =>
            starts.Add(async () => await AsyncContextManager.Create<int>(async yield => await yield.Return(1)).UseAsync(async x => Log.Write(x)));
        """,
        """
        object M() => AsyncContextManager.Create<int>(Generate);
        static async Task Generate(Yield<int> yield) => await yield.Return(1);
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_yield_that_nothing_waits_for_is_marked(string members) => Verify.FlagsAsync(RuleIds.YieldInAsyncVoid, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_yield_that_the_generator_waits_for_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
