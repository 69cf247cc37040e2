using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Generators;

[Trait("Rule", "G3")]
public sealed class SwallowsEverythingTests
{
    public static TheoryData<string> Wrong =>
    [
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            [|catch|] { }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            [|catch (Exception)|] { Log.Write("failed"); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            [|catch (Exception error)|] { Log.Write(error); }
            finally { Log.Write("end"); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            catch (IOException) { throw; }
            [|catch (Exception error)|] { Log.Write(error.Message); return; }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try
            {
                try { await yield.Return(1); }
                catch (Exception) { Log.Write(1); throw; }
            }
            [|catch (Exception)|] { Log.Write(2); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            try { await Managers.Open().UseAsync(async x => await yield.Return(x)); }
            [|catch|] { Log.Write(1); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            await Managers.Open().UseAsync(async x =>
            {
                try { await yield.Return(x); }
                [|catch (Exception)|] { }
            });
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(Generate);
        static async Task Generate(Yield<int> yield)
        {
            try { await yield.Return(1); }
            [|catch (System.Exception)|] { }
        }
        """,
        """
        object M() => AsyncContextManager.Create<Connection>(async yield =>
        {
            var connection = await Connection.OpenAsync();
            try { await yield.Return(connection); await connection.CommitAsync(); }
            [|catch (Exception)|] { await connection.RollbackAsync(); }
            finally { await connection.CloseAsync(); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            string message = "";
            try { await yield.Return(1); }
            [|catch (Exception error)|] { message = error.Message; }
            Log.Write(message);
        });
        """,
        """
        object M(bool loud) => AsyncContextManager.Create<int>(async yield =>
        {
            try
            {
                if (loud)
                    await yield.Return(1);
                else
                    await yield.Return(2);
            }
            [|catch (Exception)|] { }
        });
        """,
    ];

    public static TheoryData<string> Right =>
    [
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            catch (Exception) { Log.Write(1); throw; }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            catch (IOException) { }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            catch (Exception error) when (error is not OperationCanceledException) { }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            catch (Exception error) { throw new InvalidOperationException("wrapped", error); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            catch (Exception error)
            {
                if (error is not IOException)
                    throw;
            }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { Log.Write(await Connection.OpenAsync()); }
            catch { }
            await yield.Return(1);
            try { Log.Write(await Connection.OpenAsync()); }
            catch (Exception) { }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            Exception? failure = null;
            try { await yield.Return(1); }
            catch (Exception error) { failure = error; }
            Log.Write(failure);
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            ExceptionDispatchInfo? failure = null;
            try { await yield.Return(1); }
            catch (Exception error) { failure = ExceptionDispatchInfo.Capture(error); }
            failure?.Throw();
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            catch (Exception error) { ExceptionDispatchInfo.Capture(error).Throw(); }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            finally
            {
                try { Log.Write(1); }
                catch (Exception) { }
            }
        });
        """,
        """
        object M() => AsyncContextManager.Create<int>(async yield =>
        {
            try { await yield.Return(1); }
            catch (Exception error) { Fail(error); }
        });
        [System.Diagnostics.CodeAnalysis.DoesNotReturn]
        static void Fail(Exception error) => throw new InvalidOperationException("failed", error);
        """,
        """
        async Task M()
        {
            try { await Managers.Open().UseAsync(async x => await x.WorkAsync()); }
            catch (Exception) { }
        }
        """,
    ];

    [Theory, MemberData(nameof(Wrong))]
    public Task A_catch_that_lets_nothing_out_is_marked(string members) => Verify.FlagsAsync(RuleIds.SwallowsEverything, members);

    [Theory, MemberData(nameof(Right))]
    public Task A_catch_that_lets_something_out_is_not_marked(string members) => Verify.AcceptsAsync(members);
}
