using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

public sealed partial class AsyncExitStackTests
{
    [Theory, AllCombinations, Trait("Rule", "E2")]
    public async Task A_generator_that_fails_after_its_yield_skips_no_other_exit(Interleaving how, bool blockFails)
    {
        var (seen, block, failure) = (new List<Exception?>(), new BlockException(), new ExitException());
        var stack = new AsyncExitStack();
        stack.PushExit(Exits.Seeing(seen, how));
        await stack.EnterContextAsync(AsyncContextManager.Create<int>(async yield =>
        {
            try
            {
                await yield.Return(1);
            }
            finally
            {
                await Exits.Throwing(failure, how)(null);
            }
        }));

        Assert.Same(failure, await Record.ExceptionAsync(() => stack.ExitAsync(blockFails ? block : null).AsTask().OrTimeout()));

        Assert.Equal([failure], seen);
        Assert.Same(blockFails ? block : null, failure.GetContext());
    }
}
