using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>Generators that suspend may be nested as deep as memory allows.</summary>
public sealed partial class GeneratorCompletionOfTTests
{
    private const int Depth = 20_000;

    [Fact, Trait("Rule", "Depth")]
    public Task Generators_that_suspend_before_and_after_their_yields_do_not_overflow_the_stack() =>
        ChildProcess.AssertPassesAsync(typeof(GeneratorCompletionOfTTests), nameof(Twenty_thousand_nested_generators_enter_and_exit));

    [Fact(Explicit = true)]
    public async Task Twenty_thousand_nested_generators_enter_and_exit()
    {
        var (entered, exited) = (0, 0);

        await Nested(Depth).UseAsync(async depth =>
        {
            Assert.Equal(Depth, depth);
            await Task.Yield();
        }).OrTimeout();

        Assert.Equal((Depth, Depth), (entered, exited));

        AsyncContextManager<int> Nested(int depth) => AsyncContextManager.Create<int>(async yield =>
        {
            await Task.Yield();
            entered++;
            try
            {
                if (depth == 1)
                    await yield.Return(1);
                else
                    await Nested(depth - 1).UseAsync(async inner => await yield.Return(inner + 1));
            }
            finally
            {
                await Task.Yield();
                exited++;
            }
        });
    }
}
