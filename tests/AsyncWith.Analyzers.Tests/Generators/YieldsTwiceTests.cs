using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Generators;

[Trait("Rule", "G2")]
public sealed class YieldsTwiceTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            await yield.Return(1);
            await [|yield.Return(2)|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            for (var i = 0; i < 3; i++)
                await [|yield.Return(i)|];
        });
        """,
        """
        object M(int[] values) => AsyncContextManager.Create<int>(async yield =>
        {
            foreach (var value in values)
                await [|yield.Return(value)|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            catch (IOException) { await [|yield.Return(2)|]; }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            finally { await [|yield.Return(2)|]; }
        });
        """,
        """
        object M(bool more) => AsyncContextManager.Create<int>(async yield =>
        {
            await yield.Return(1);
            if (more)
                await [|yield.Return(2)|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { Log.Write(await Connection.OpenAsync()); }
            catch (IOException) { await yield.Return(1); }
            await [|yield.Return(2)|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            await yield.Return(1);
            try { Log.Write(await Connection.OpenAsync()); }
            catch (IOException) { await [|yield.Return(2)|]; }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            await Managers.Open().UseAsync(async x => await yield.Return(x));
            await Managers.Open().UseAsync(async x => await [|yield.Return(x)|]);
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            await Managers.Open().UseAsync(async x =>
            {
                await yield.Return(x);
                await [|yield.Return(x)|];
            });
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(Generate);
        static async Task Generate(Yield<int> yield)
        {
            await yield.Return(1);
            await [|yield.Return(2)|];
        }
        """,
        """
        object M(bool first) => AsyncContextManager.Create<int>(async yield =>
        {
            if (first)
                await yield.Return(1);
            await [|yield.Return(2)|];
        });
        """,
        """
        object M(Func<Exception, bool> transient) => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
        {
            while (true)
            {
                try
                {
                    await [|yield.Return(await Connection.OpenAsync(cancellationToken))|];
                    return;
                }
                catch (IOException error) when (transient(error)) { }
            }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            await GoAsync();
            async Task GoAsync()
            {
                await yield.Return(1);
                await [|yield.Return(2)|];
            }
        });
        """,
        """
        object M(int? a, int? b) => AsyncContextManager.Create<int>(async yield =>
        {
            await yield.Return(a ?? 1);
            await [|yield.Return(b ?? 2)|];
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); Log.Write(1); }
            catch (InvalidOperationException) { throw; }
            catch (Exception) { await [|yield.Return(2)|]; throw; }
        });
        """,
    ];

    public static TheoryData<string> Right =>
    [
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
        object M(int kind) => AsyncContextManager.Create<int>(async yield =>
        {
            switch (kind)
            {
                case 1: await yield.Return(1); break;
                case 2: await yield.Return(2); return;
                default: throw new NotSupportedException();
            }
        });
        """,
        """
        object M(bool one) => AsyncContextManager.Create<int>(async yield =>
        {
            if (one)
            {
                await yield.Return(1);
                return;
            }
            await yield.Return(2);
        });
        """,
        """
        object M(int[] values) => AsyncContextManager.Create<int>(async yield =>
        {
            foreach (var value in values)
            {
                if (value > 3)
                {
                    await yield.Return(value);
                    return;
                }
            }
            await yield.Return(0);
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
        {
            Connection connection;
            while (true)
            {
                try { connection = await Connection.OpenAsync(cancellationToken); break; }
                catch (IOException) { await Task.Delay(1, cancellationToken); }
            }
            await yield.Return(connection);
        });
        """,
        """
        object M(bool one) => AsyncContextManager.Create<int>(async yield =>
        {
            if (one)
                await yield.Return(1);
            Log.Write(2);
            if (!one)
                await yield.Return(2);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            var yielded = false;
            try
            {
                Log.Write(await Connection.OpenAsync());
                yielded = true;
                await yield.Return(1);
            }
            catch (IOException) when (!yielded)
            {
                await yield.Return(2);
            }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { Log.Write(await Connection.OpenAsync()); }
            catch (IOException)
            {
                await yield.Return(2);
                return;
            }
            await yield.Return(1);
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
            await Managers.Open().UseAsync(async a => await Managers.Open().UseAsync(async b => await yield.Return(b))));
        """,
        """
        object M(bool pooled) => AsyncContextManager.Create<Connection>(async yield =>
        {
            Func<Task> a = async () => await yield.Return(new Connection());
            Func<Task> b = async () => await yield.Return(new Connection());
            await (pooled ? a : b)();
        });
        """,
        """
        object M(Func<Func<Connection, Task>, Task<bool>> tryUse) => AsyncContextManager.Create<Connection>(async yield =>
        {
            if (!await tryUse(async x => await yield.Return(x)))
                await yield.Return(new Connection());
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            await HelpAsync(yield);
            await HelpAsync(yield);
        });
        static int _done;
        static async Task HelpAsync(Yield<int> yield) { if (_done++ == 0) await yield.Return(1); }
        """,
        """
        object M(int? limit) => AsyncContextManager.Create<int>(async yield =>
        {
            if (limit is null)
                await yield.Return(0);
            if (limit is not null)
                await yield.Return(limit.Value);
        });
        """,
        """
        object M(int count) => AsyncContextManager.Create<int>(async yield =>
        {
            if (count > 10)
                await yield.Return(10);
            if (count <= 10)
                await yield.Return(count);
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var done = false;
            await Managers.Open().UseAsync(async x =>
            {
                if (x.IsOpen)
                {
                    done = true;
                    await yield.Return(x);
                }
            });
            if (!done)
                await yield.Return(new Connection());
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            catch (IOException) { Log.Write(1); throw; }
            finally { Log.Write(2); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async outer =>
        {
            var inner = AsyncContextManager.Create<int>(async yield => await yield.Return(1));
            await inner.UseAsync(async x => await outer.Return(x));
        });
        """,
        """
        object M(string? name) => AsyncContextManager.Create<int>(async yield =>
        {
            if (string.IsNullOrEmpty(name))
                await yield.Return(0);
            if (!string.IsNullOrEmpty(name))
                await yield.Return(name.Length);
        });
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_second_yield_on_a_path_is_marked(string members) => Verify.FlagsAsync(RuleIds.YieldsTwice, members);

    [Theory, MemberData(nameof(Right))]
    public Task One_yield_on_each_path_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
