using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>Rule G2: the generator yields exactly once.</summary>
[Trait("Rule", "G2")]
public sealed class GeneratorYieldTests
{
    private static async Task<InvalidOperationException> MisuseAsync(AsyncContextManager<int> manager, Func<ValueTask>? body = null) =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => manager.UseAsync(body ?? (async () => await Task.Yield())).OrTimeout());

    [Theory, AllCombinations]
    public Task A_generator_that_does_not_yield_is_told_to(Interleaving interleaving, Setting setting) => setting.RunAsync(async () =>
    {
        var runs = 0;
        var manager = AsyncContextManager.Create<int>(async _ => await interleaving.RunAsync(() => { }));

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.UseAsync(async () => { runs++; }));

        Assert.Equal(GeneratorErrors.DidNotYield, misuse.Message);
        Assert.Equal(0, runs);
    });

    [Theory, AllCombinations]
    public async Task A_yield_that_is_not_awaited_is_reported(Interleaving interleaving)
    {
        var runs = 0;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await interleaving.RunAsync(() => { });
            _ = yield.Return(1);
            await interleaving.RunAsync(() => { });
        });

        Assert.Equal(GeneratorErrors.YieldNotAwaited, (await MisuseAsync(manager, async () => { runs++; })).Message);
        Assert.Equal(0, runs);
    }

    [Theory, AllCombinations]
    public async Task A_yield_may_be_awaited_later_than_it_is_called(Interleaving interleaving)
    {
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            var block = yield.Return(7);
            await interleaving.RunAsync(() => { });
            await block;
        });

        Assert.Equal(7, await manager.UseAsync(async resource => resource).OrTimeout());
    }

    [Theory, AllCombinations]
    public Task A_second_yield_throws_inside_the_generator_whose_finally_blocks_run(Interleaving interleaving, Setting setting) =>
        setting.RunAsync(async () =>
        {
            var steps = new RecordingManager();
            var manager = AsyncContextManager.Create<int>(async yield =>
            {
                try
                {
                    await yield.Return(1);
                    await interleaving.RunAsync(() => steps.Note("again"));
                    await yield.Return(2);
                    steps.Note("never");
                }
                finally
                {
                    await interleaving.RunAsync(() => steps.Note("finally"));
                }
            });

            var misuse = await Assert.ThrowsAsync<InvalidOperationException>(
                async () => await manager.UseAsync(resource => interleaving.RunAsync(() => steps.Note($"block{resource}"))));

            Assert.Equal(GeneratorErrors.YieldedTwice, misuse.Message);
            Assert.Equal("block1 again finally", steps.Calls);
        });

    [Theory, AllCombinations]
    public async Task A_yield_in_a_loop_is_reported(bool suspends)
    {
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            for (var round = 0; round < 3; round++)
            {
                if (suspends)
                    await Task.Yield();
                await yield.Return(round);
            }
        });

        Assert.Equal(GeneratorErrors.YieldedTwice, (await MisuseAsync(manager)).Message);
    }

    [Theory, AllCombinations]
    public async Task A_yield_after_the_exception_of_the_block_is_reported_with_that_exception(Interleaving interleaving)
    {
        var thrown = new BlockException();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            try
            {
                await yield.Return(1);
            }
            catch (BlockException)
            {
                await interleaving.RunAsync(() => { });
                await yield.Return(2);
            }
        });

        var misuse = await MisuseAsync(manager, () => interleaving.RunAsync(() => throw thrown));

        Assert.Equal(GeneratorErrors.YieldedTwice, misuse.Message);
        Assert.Same(thrown, misuse.InnerException);
    }

    [Theory, AllCombinations]
    public async Task A_second_yield_is_reported_though_the_generator_swallows_it(bool suspends, bool throws)
    {
        var thrown = new BlockException();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            for (var round = 0; round < 3; round++)
            {
                try
                {
                    await yield.Return(round);
                }
                catch (Exception)
                {
                    if (suspends)
                        await Task.Yield();
                }
            }
        });

        var misuse = await MisuseAsync(manager, async () =>
        {
            if (throws)
                throw thrown;
        });

        Assert.Equal(GeneratorErrors.YieldedTwice, misuse.Message);
        Assert.Same(throws ? thrown : null, misuse.InnerException);
    }

    [Fact]
    public async Task A_second_yield_is_reported_with_what_the_generator_threw_after_it()
    {
        var failing = new ExitException();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await yield.Return(1);
            try
            {
                await yield.Return(2);
            }
            catch (InvalidOperationException)
            {
                throw failing;
            }
        });

        var misuse = await MisuseAsync(manager);

        Assert.Equal(GeneratorErrors.YieldedTwice, misuse.Message);
        Assert.Same(failing, misuse.InnerException);
    }

    [Theory, AllCombinations]
    public async Task Awaiting_the_same_yield_again_is_yielding_again(bool suspends)
    {
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            var block = yield.Return(1);
            await block;
            if (suspends)
                await Task.Yield();
            await block;
        });

        Assert.Equal(GeneratorErrors.YieldedTwice, (await MisuseAsync(manager)).Message);
    }

    [Theory, AllCombinations]
    public async Task A_yield_in_the_block_says_that_only_the_generator_can_yield(bool kept, Interleaving interleaving)
    {
        Yield<int> escaped = default;
        YieldAwaitable awaitable = default;
        List<string> inBlock = [];
        var completed = false;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            escaped = yield;
            await interleaving.RunAsync(() => { });
            await (awaitable = yield.Return(1));
            completed = true;
        });

        var misuse = await MisuseAsync(manager, async () =>
        {
            for (var attempt = 0; attempt < 3; attempt++)
                inBlock.Add((await Assert.ThrowsAsync<InvalidOperationException>(async () => await (kept ? awaitable : escaped.Return(2)))).Message);
        });

        Assert.Equal(GeneratorErrors.YieldEscaped, misuse.Message);
        Assert.Equal([GeneratorErrors.YieldEscaped, GeneratorErrors.YieldEscaped, GeneratorErrors.YieldEscaped], inBlock);
        Assert.True(completed);
    }

    [Theory, AllCombinations]
    public async Task A_yield_after_the_end_says_that_only_the_generator_can_yield(bool kept, Interleaving interleaving, bool entered)
    {
        Yield<int> escaped = default;
        YieldAwaitable awaitable = default;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            escaped = yield;
            if (entered)
                await (awaitable = yield.Return(1));
            else
                awaitable = yield.Return(1);
            await interleaving.RunAsync(() => { });
        });
        Assert.Equal(entered, await Record.ExceptionAsync(() => manager.UseAsync(async () => await Task.Yield()).OrTimeout()) is null);

        for (var attempt = 0; attempt < 3; attempt++)
            Assert.Equal(
                GeneratorErrors.YieldEscaped,
                (await Assert.ThrowsAsync<InvalidOperationException>(async () => await (kept ? awaitable : escaped.Return(2)))).Message);
    }

    [Theory, AllCombinations]
    public async Task A_second_yield_of_a_generator_whose_yield_escaped_throws_inside_the_generator(bool suspends)
    {
        Yield<int> escaped = default;
        var cleanedUp = false;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            escaped = yield;
            try
            {
                await yield.Return(1);
                if (suspends)
                    await Task.Yield();
                await yield.Return(2);
            }
            finally
            {
                cleanedUp = true;
            }
        });

        var misuse = await MisuseAsync(manager, async () => await Record.ExceptionAsync(async () => await escaped.Return(3)));

        Assert.Equal(GeneratorErrors.YieldEscaped, misuse.Message);
        Assert.Equal(GeneratorErrors.YieldedTwice, misuse.InnerException?.Message);
        Assert.True(cleanedUp);
    }

    [Fact]
    public async Task Two_yields_before_the_block_are_reported_by_enter()
    {
        var runs = 0;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            _ = yield.Return(1);
            await yield.Return(2);
        });

        Assert.Equal(GeneratorErrors.YieldedTwice, (await MisuseAsync(manager, async () => { runs++; })).Message);
        Assert.Equal(0, runs);
    }
}
