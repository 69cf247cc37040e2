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

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.EnterAsync().OrTimeout());

        Assert.Equal(GeneratorErrors.YieldNotAwaited, misuse.Message);
    }

    [Fact, Trait("Rule", "G2")]
    public async Task The_second_of_two_that_await_it_at_once_throws()
    {
        var (yielded, rejected) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            var awaitable = yield.Return(1);
            var (first, second) = (awaitable.GetAwaiter(), awaitable.GetAwaiter());
            Assert.False(first.IsCompleted);
            Assert.False(second.IsCompleted);
            first.OnCompleted(yielded.SetResult);
            second.OnCompleted(() => rejected.SetException(Assert.Throws<InvalidOperationException>(second.GetResult)));
            await yielded.Task;
            first.GetResult();
        });

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(
            () => manager.UseAsync(async () => await Assert.ThrowsAsync<InvalidOperationException>(() => rejected.Task.OrTimeout())).OrTimeout());

        Assert.Equal(GeneratorErrors.YieldedTwice, misuse.Message);
        Assert.True(rejected.Task.IsFaulted);
    }

    [Fact, Trait("Rule", "G2")]
    public async Task An_awaitable_of_no_generator_is_misuse()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await default(YieldAwaitable));

        Assert.Equal(GeneratorErrors.YieldOutsideGenerator, thrown.Message);
    }
}
