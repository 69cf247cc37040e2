using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Generators;

[Trait("Rule", "G2")]
public sealed class NeverYieldsTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        object M() => AsyncContextManager.Create<int>([|async yield =>|] await Task.Delay(1));
        """,
        """
        object M() => AsyncContextManager.Create<int>([|async (yield, cancellationToken) =>|]
        {
            await Task.Delay(1, cancellationToken);
        });
        """,
        """
        object M(bool fast) => AsyncContextManager.Create<int>([|async yield =>|]
        {
            if (fast)
                return;
            await Task.Delay(1);
            if (!fast)
                throw new InvalidOperationException();
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>([|async yield =>|]
        {
            return;
            #pragma warning disable CS0162
            await yield.Return(1);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>([|async yield =>|]
        {
            if (false)
                await yield.Return(1);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>([|yield =>|] Task.CompletedTask);
        """,
        """
        object M() => AsyncContextManager.Create<int>([|async _ =>|] await Task.Yield());
        """,
        """
        object M() => AsyncContextManager.Create<int>([|async delegate (Yield<int> yield)|] { await Task.Yield(); });
        """,
        """
        object M() => AsyncContextManager.Create<int>([|Generate|]);
        static async Task Generate(Yield<int> yield) => await Task.Yield();
        """,
        """
        object M()
        {
            return AsyncContextManager.Create<int>([|Generate|]);

            static async Task Generate(Yield<int> yield, CancellationToken cancellationToken) => await Task.Yield();
        }
        """,
        """
        object M() => AsyncContextManager.Create<int>([|async yield =>|]
        {
            while (true)
                await Task.Delay(1);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>([|async outer =>|]
        {
            await AsyncContextManager.Create<int>(async inner => await inner.Return(1)).UseAsync(async x => await Task.Yield());
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>([|async yield =>|]
        {
            try { await Task.Yield(); }
            catch (IOException) { throw; }
            finally { Log.Write(nameof(yield)); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>([|Other.Generate|]);
        static class Other
        {
            internal static Task Generate(Yield<int> yield) { Log.Write(1); return Task.CompletedTask; }
        }
        """,
        """
        private static readonly object _field = AsyncContextManager.Create<int>([|async yield =>|] await Task.Yield());
        object Property { get; } = AsyncContextManager.Create<int>([|async yield =>|] await Task.Yield());
        object Computed => AsyncContextManager.Create<int>([|async yield =>|] await Task.Yield());
        Snippet() : this(AsyncContextManager.Create<int>([|async yield =>|] await Task.Yield())) { }
        Snippet(object manager) { }
        """,
        """
        object M() => AsyncContextManager.Create<int>([|Generate|]);
        static async Task Generate<T>(Yield<T> yield) => await Task.Yield();
        """,
        """
        object M() => AsyncContextManager.Create<int>([|async yield =>|]
        {
            await AsyncContextManager.Create<int>([|async yield =>|] await Task.Yield()).UseAsync(async x => await Task.Yield());
        });
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        object M() => AsyncContextManager.Create<int>(async yield => await yield.Return(1));
        """,
        """
        object M(bool one) => AsyncContextManager.Create<int>(async yield =>
        {
            if (one)
                await yield.Return(1);
            else
                await yield.Return(2);
        });
        """,
        """
        object M(bool one) => AsyncContextManager.Create<int>(async yield =>
        {
            if (!one)
                throw new InvalidOperationException();
            await yield.Return(1);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield => { await Task.Yield(); throw new NotSupportedException(); });
        """,
        """
        object M() => AsyncContextManager.Create<int>(yield => throw new NotSupportedException());
        """,
        """
        object M() => AsyncContextManager.Create<int>(yield => Task.FromException(new NotSupportedException()));
        """,
        """
        object M() => AsyncContextManager.Create<int>(yield => HelpAsync(yield));
        static async Task HelpAsync(Yield<int> yield) => await yield.Return(1);
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield => await Managers.Open().UseAsync(async x => await yield.Return(x)));
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            Func<Task> later = async () => await yield.Return(1);
            await later();
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            await GoAsync();
            async Task GoAsync() => await yield.Return(1);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(Generate);
        static async Task Generate(Yield<int> yield) => await yield.Return(1);
        """,
        """
        object M() => AsyncContextManager.Create<int>(Other.Generate);
        static class Other
        {
            internal static async Task Generate(Yield<int> yield, CancellationToken cancellationToken) => await yield.Return(1);
        }
        """,
        """
        object M(bool twice) => AsyncContextManager.Create<int>(async yield =>
        {
            while (true)
            {
                if (!twice)
                {
                    await yield.Return(1);
                    break;
                }
                await Task.Delay(1);
            }
        });
        """,
        """
        object M(Connection? open) => AsyncContextManager.Create<Connection>(async yield => await yield.Return(open ?? await Connection.OpenAsync()));
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            var copy = yield;
            await copy.Return(1);
        });
        """,
        """
        object M(Func<Yield<int>, Task> generator) => AsyncContextManager.Create<int>(generator);
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_generator_that_cannot_yield_is_marked(string members) => Verify.FlagsAsync(RuleIds.NeverYields, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_generator_that_can_yield_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
