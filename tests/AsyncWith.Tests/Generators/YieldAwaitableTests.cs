using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

public sealed class YieldAwaitableTests
{
    [Fact, Trait("Rule", "U2")]
    public Task The_generator_goes_on_where_the_block_ended() => SingleThreadedContext.RunAsync(async () =>
    {
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await Task.Run(() => { }).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            Assert.Null(SynchronizationContext.Current);
            await yield.Return(1);
            SingleThreadedContext.AssertIsCurrent();
        });

        await manager.UseAsync(async () =>
        {
            SingleThreadedContext.AssertIsCurrent();
            await Task.Yield();
        });
    });

    [Fact, Trait("Rule", "G2")]
    public async Task Asking_for_its_result_without_awaiting_is_misuse()
    {
        var manager = AsyncContextManager.Create<int>(yield =>
        {
            yield.Return(1).GetAwaiter().GetResult();
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => manager.EnterAsync().OrTimeout());
    }

    [Fact, Trait("Rule", "G2")]
    public async Task An_awaitable_of_no_generator_is_misuse()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await default(YieldAwaitable));

        Assert.Equal(GeneratorErrors.YieldOutsideGenerator, thrown.Message);
    }
}
