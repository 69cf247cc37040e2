using AsyncWith.Analyzers.Tests.Harness;
using Xunit;

namespace AsyncWith.Analyzers.Tests.Fixes;

public sealed class RethrowFixProviderTests
{
    [Fact]
    public Task The_catch_ends_with_a_rethrow() => Edits.FixesAsync(RuleIds.SwallowsEverything,
        """
            object M() => AsyncContextManager.Create<int>(async yield =>
            {
                try
                {
                    await yield.Return(1);
                }
                catch (Exception error)
                {
                    Log.Write(error);
                }
            });
        """,
        """
            object M() => AsyncContextManager.Create<int>(async yield =>
            {
                try
                {
                    await yield.Return(1);
                }
                catch (Exception error)
                {
                    Log.Write(error);
                    throw;
                }
            });
        """);

    [Fact]
    public Task A_return_at_the_end_becomes_a_rethrow() => Edits.FixesAsync(RuleIds.SwallowsEverything,
        """
            object M() => AsyncContextManager.Create<int>(async yield =>
            {
                try { await yield.Return(1); }
                catch
                {
                    Log.Write(1);
                    return;
                }
            });
        """,
        """
            object M() => AsyncContextManager.Create<int>(async yield =>
            {
                try { await yield.Return(1); }
                catch
                {
                    Log.Write(1);
                    throw;
                }
            });
        """);

    [Fact]
    public Task A_catch_that_does_not_end_is_left_alone() => Edits.DoesNotFixAsync(RuleIds.SwallowsEverything,
        """
            object M() => AsyncContextManager.Create<int>(async yield =>
            {
                try { await yield.Return(1); }
                catch (Exception)
                {
                    while (true)
                        await Task.Delay(1);
                }
            });
        """);
}
