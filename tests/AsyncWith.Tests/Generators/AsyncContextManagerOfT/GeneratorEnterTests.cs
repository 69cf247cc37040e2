using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>Rules G1 and G4: nothing runs before enter, one block a manager, and a generator that fails before its yield fails enter.</summary>
public sealed class GeneratorEnterTests
{
    [Fact, Trait("Rule", "G1")]
    public async Task Nothing_runs_before_enter()
    {
        var steps = new RecordingManager();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            steps.Note("setup");
            await yield.Return(1);
            steps.Note("teardown");
        });
        Assert.Empty(steps.Calls);

        Assert.Equal(1, await manager.EnterAsync());
        Assert.Equal("setup", steps.Calls);

        Assert.False(await manager.ExitAsync(null));
        Assert.Equal("setup teardown", steps.Calls);
    }

    [Theory, AllCombinations, Trait("Rule", "G1")]
    public Task The_generator_runs_up_to_its_yield_then_the_block_then_the_rest(Interleaving interleaving, Setting setting) =>
        setting.RunAsync(async () =>
        {
            using var source = new CancellationTokenSource();
            var steps = new RecordingManager();
            var given = CancellationToken.None;
            var manager = AsyncContextManager.Create<string>(async (yield, cancellationToken) =>
            {
                given = cancellationToken;
                await interleaving.RunAsync(() => steps.Note("setup"));
                await yield.Return("resource");
                await interleaving.RunAsync(() => steps.Note("teardown"));
            });

            await manager.UseAsync(resource => interleaving.RunAsync(() => steps.Note(resource)), source.Token);

            Assert.Equal("setup resource teardown", steps.Calls);
            Assert.Equal(source.Token, given);
        });

    [Theory, AllCombinations, Trait("Rule", "G1")]
    public async Task A_second_enter_says_to_make_another_manager(Interleaving interleaving)
    {
        var starts = 0;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await interleaving.RunAsync(() => starts++);
            await yield.Return(1);
        });
        await manager.EnterAsync().OrTimeout();

        var whileEntered = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.EnterAsync().AsTask());
        Assert.False(await manager.ExitAsync(null).OrTimeout());
        var afterExit = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.EnterAsync().AsTask());

        Assert.Equal(GeneratorErrors.EnteredTwice, whileEntered.Message);
        Assert.Equal(GeneratorErrors.EnteredTwice, afterExit.Message);
        Assert.Equal(1, starts);
    }

    [Fact, Trait("Rule", "G1")]
    public async Task Exit_without_enter_says_to_enter_first()
    {
        var manager = AsyncContextManager.Create<int>(async yield => await yield.Return(1));

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.ExitAsync(null).AsTask());

        Assert.Equal(GeneratorErrors.ExitedWithoutEnter, misuse.Message);
        Assert.Equal(1, await manager.EnterAsync()); // no harm done
        Assert.False(await manager.ExitAsync(null));
    }

    [Fact, Trait("Rule", "G1")]
    public async Task Exit_before_enter_has_completed_says_to_await_it()
    {
        var setup = new TaskCompletionSource();
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await setup.Task;
            await yield.Return(1);
        });
        var entering = manager.EnterAsync().AsTask();

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.ExitAsync(null).AsTask());
        setup.SetResult();

        Assert.Equal(GeneratorErrors.ExitedWithoutEnter, misuse.Message);
        Assert.Equal(1, await entering.OrTimeout());
        Assert.False(await manager.ExitAsync(null).OrTimeout());
    }

    [Fact, Trait("Rule", "G1")]
    public async Task Exit_while_the_generator_is_at_its_yield_and_enter_has_not_returned_says_to_await_it()
    {
        AsyncContextManager<int> manager = null!;
        string? message = null;
        manager = AsyncContextManager.Create<int>(async yield =>
        {
            var block = YieldAsync();
            message = (await Assert.ThrowsAsync<InvalidOperationException>(() => manager.ExitAsync(null).OrTimeout())).Message;
            await block;

            async Task YieldAsync() => await yield.Return(1);
        });

        Assert.Equal(7, await manager.UseAsync(async _ => 7).OrTimeout());
        Assert.Equal(GeneratorErrors.ExitedWithoutEnter, message);
    }

    [Fact, Trait("Rule", "G4")]
    public async Task A_generator_without_async_that_throws_while_it_is_at_its_yield_is_resumed_by_the_exit()
    {
        var failure = new EnterException();
        var cleanedUp = false;
        var manager = AsyncContextManager.Create<int>(yield =>
        {
            _ = YieldAsync();
            throw failure;

            async Task YieldAsync()
            {
                try { await yield.Return(1); }
                finally { cleanedUp = true; }
            }
        });

        Assert.Same(failure, await Record.ExceptionAsync(() => manager.UseAsync(async () => { }).OrTimeout()));
        Assert.True(cleanedUp);
    }

    [Theory, AllCombinations, Trait("Rule", "G1")]
    public async Task A_second_exit_says_to_exit_once(Interleaving interleaving)
    {
        var ends = 0;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await yield.Return(1);
            await interleaving.RunAsync(() => ends++);
        });
        await manager.EnterAsync().OrTimeout();
        await manager.ExitAsync(null).OrTimeout();

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.ExitAsync(new BlockException()).AsTask());

        Assert.Equal(GeneratorErrors.ExitedTwice, misuse.Message);
        Assert.Equal(1, ends);
    }

    [Fact, Trait("Rule", "G1")]
    public async Task An_exit_inside_the_block_is_reported_by_the_exit_of_the_statement()
    {
        var manager = AsyncContextManager.Create<int>(async yield => await yield.Return(1));

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await manager.UseAsync(async () => await manager.ExitAsync(null)));

        Assert.Equal(GeneratorErrors.ExitedTwice, misuse.Message);
    }

    [Fact, Trait("Rule", "G1")]
    public async Task A_generator_that_enters_or_exits_its_own_manager_is_told_so()
    {
        AsyncContextManager<int> manager = null!;
        manager = AsyncContextManager.Create<int>(async yield =>
        {
            Assert.Equal(
                GeneratorErrors.EnteredTwice, (await Assert.ThrowsAsync<InvalidOperationException>(() => manager.EnterAsync().AsTask())).Message);
            Assert.Equal(
                GeneratorErrors.ExitedWithoutEnter,
                (await Assert.ThrowsAsync<InvalidOperationException>(() => manager.ExitAsync(null).AsTask())).Message);
            await yield.Return(1);
            Assert.Equal(
                GeneratorErrors.ExitedTwice, (await Assert.ThrowsAsync<InvalidOperationException>(() => manager.ExitAsync(null).AsTask())).Message);
        });

        await manager.UseAsync(async () => await Task.Yield()).OrTimeout();
    }

    [Theory, AllCombinations, Trait("Rule", "G4")]
    public Task A_generator_that_throws_before_its_yield_has_run_its_finally_when_enter_throws(Interleaving interleaving, Setting setting) =>
        setting.RunAsync(async () =>
        {
            var thrown = new EnterException();
            var steps = new RecordingManager();
            var manager = AsyncContextManager.Create<int>(async yield =>
            {
                try
                {
                    await interleaving.RunAsync(() => throw thrown);
                    await yield.Return(1);
                }
                finally
                {
                    await interleaving.RunAsync(() => steps.Note("finally"));
                }
            });

            Exception? propagated = null;
            try
            {
                await manager.EnterAsync();
            }
            catch (Exception exception)
            {
                steps.Note("thrown");
                propagated = exception;
            }

            Assert.Same(thrown, propagated);
            Assert.Null(thrown.InnerException);
            Assert.Equal("finally thrown", steps.Calls);
        });

    [Theory, AllCombinations, Trait("Rule", "G4")]
    public async Task A_generator_that_throws_before_its_yield_runs_no_block(Interleaving interleaving)
    {
        var runs = 0;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await interleaving.RunAsync(() => throw new EnterException());
            await yield.Return(1);
        });

        await Assert.ThrowsAsync<EnterException>(async () => await manager.UseAsync(async () => { runs++; }));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.UseAsync(async () => { runs++; }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => manager.ExitAsync(null).AsTask());

        Assert.Equal(0, runs);
    }

    [Fact, Trait("Rule", "G4")]
    public async Task A_cancelled_setup_cancels_enter()
    {
        using var source = new CancellationTokenSource();
        var manager = AsyncContextManager.Create<int>(async (yield, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            await yield.Return(1);
        });

        var entering = manager.EnterAsync(source.Token).AsTask();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entering.OrTimeout());
        Assert.True(entering.IsCanceled);
    }

    [Fact, Trait("Rule", "G4")]
    public async Task A_generator_without_async_that_throws_makes_enter_throw()
    {
        var manager = AsyncContextManager.Create<int>(_ => throw new EnterException());

        var entering = manager.EnterAsync();

        await Assert.ThrowsAsync<EnterException>(() => entering.AsTask());
    }

    [Fact, Trait("Rule", "G4")]
    public async Task A_generator_that_returns_no_task_is_told_to_be_async()
    {
        var manager = AsyncContextManager.Create<int>(_ => null!);

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.EnterAsync().AsTask());

        Assert.Equal(GeneratorErrors.GeneratorReturnedNull, misuse.Message);
    }

    [Fact]
    public void A_generator_is_needed()
    {
        Assert.Throws<ArgumentNullException>("generator", () => AsyncContextManager.Create((Func<Yield<int>, Task>)null!));
        Assert.Throws<ArgumentNullException>("generator", () => AsyncContextManager.Create((Func<Yield<int>, CancellationToken, Task>)null!));
    }
}
