using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>Rule G6: a generator may yield inside another manager's statement, and so managers are built from managers.</summary>
[Trait("Rule", "G6")]
public sealed class GeneratorNestingTests
{
    private static AsyncContextManager<string> Around(IAsyncContextManager<string> inner, RecordingManager log, string name) =>
        AsyncContextManager.Create<string>(async (yield, cancellationToken) =>
        {
            log.Note("+" + name);
            try
            {
                await inner.UseAsync(async resource => await yield.Return(name + resource), cancellationToken);
            }
            finally
            {
                log.Note("-" + name);
            }
        });

    private static AsyncContextManager<string> ThreeDeep(RecordingManager core) => Around(Around(Around(core, core, "c"), core, "b"), core, "a");

    [Theory, AllCombinations]
    public Task Three_deep_unwind_from_the_inside(Interleaving interleaving, Setting setting) => setting.RunAsync(async () =>
    {
        using var source = new CancellationTokenSource();
        var core = new RecordingManager(interleaving);

        await ThreeDeep(core).UseAsync(resource => interleaving.RunAsync(() => core.Note(resource)), source.Token);

        Assert.Equal("+a +b +c enter abcresource exit -c -b -a", core.Calls);
        Assert.Equal(source.Token, core.Token);
    });

    [Theory, AllCombinations]
    public Task Three_deep_all_see_the_exception_of_the_block(bool suspends, Setting setting) => setting.RunAsync(async () =>
    {
        var interleaving = suspends ? Interleaving.Suspends : Interleaving.Synchronous;
        var thrown = new BlockException();
        var core = new RecordingManager(interleaving);

        Assert.Same(thrown, await Record.ExceptionAsync(() => ThreeDeep(core).UseAsync(_ => interleaving.RunAsync(() => throw thrown)).AsTask()));
        Assert.Same(thrown, core.Seen);
        Assert.Equal("+a +b +c enter exit -c -b -a", core.Calls);
    });

    [Theory, AllCombinations]
    public async Task Three_deep_all_see_the_cancellation_of_the_block(Interleaving interleaving)
    {
        var thrown = new OperationCanceledException();
        var core = new RecordingManager(interleaving);

        var statement = ThreeDeep(core).UseAsync(_ => interleaving.RunAsync(() => throw thrown)).AsTask();

        Assert.Same(thrown, await Record.ExceptionAsync(() => statement.OrTimeout()));
        Assert.Same(thrown, core.Seen);
        Assert.True(statement.IsCanceled);
    }

    [Theory, AllCombinations]
    public async Task What_the_innermost_suppresses_is_suppressed(Interleaving interleaving)
    {
        var core = new RecordingManager(interleaving) { Suppresses = true };

        await ThreeDeep(core).UseAsync(_ => interleaving.RunAsync(() => throw new BlockException())).OrTimeout();

        Assert.IsType<BlockException>(core.Seen);
        Assert.Equal("+a +b +c enter exit -c -b -a", core.Calls);
    }

    [Theory, AllCombinations, Trait("Rule", "E1"), Trait("Rule", "E3")]
    public async Task What_the_innermost_throws_replaces_the_exception_of_the_block(Interleaving interleaving)
    {
        var thrown = new BlockException();
        var core = new RecordingManager(interleaving) { ExitThrows = new ExitException() };

        Assert.Same(
            core.ExitThrows, await Record.ExceptionAsync(() => ThreeDeep(core).UseAsync(_ => interleaving.RunAsync(() => throw thrown)).OrTimeout()));

        Assert.Same(thrown, core.ExitThrows.InnerException);
        Assert.Null(thrown.InnerException);
    }

    [Theory, AllCombinations, Trait("Rule", "G4")]
    public async Task An_innermost_enter_that_throws_unwinds_the_generators(Interleaving interleaving)
    {
        var core = new RecordingManager(interleaving) { EnterThrows = new EnterException() };

        Assert.Same(core.EnterThrows, await Record.ExceptionAsync(() => ThreeDeep(core).EnterAsync().OrTimeout()));

        Assert.Equal("+a +b +c enter -c -b -a", core.Calls);
    }

    [Theory, AllCombinations, Trait("Rule", "U4")]
    public async Task A_yield_in_a_block_with_a_result_fails_when_that_block_is_suppressed(Interleaving interleaving)
    {
        var thrown = new BlockException();
        var core = new RecordingManager(interleaving) { Suppresses = true };
        var manager = AsyncContextManager.Create<string>(async yield => _ = await core.UseAsync(async resource =>
        {
            await yield.Return(resource);
            return 1;
        }));

        var propagated = await Record.ExceptionAsync(() => manager.UseAsync(_ => interleaving.RunAsync(() => throw thrown)).OrTimeout());

        Assert.Same(thrown, Assert.IsType<InvalidOperationException>(propagated).InnerException);
    }

    [Fact]
    public async Task A_hundred_deep_unwind()
    {
        var core = new RecordingManager();
        IAsyncContextManager<string> manager = core;
        for (var depth = 0; depth < 100; depth++)
            manager = Around(manager, core, "");

        var thrown = await Record.ExceptionAsync(() => manager.UseAsync(async () => throw new BlockException()).OrTimeout());

        Assert.Same(core.Seen, thrown);
        Assert.Equal(202, core.Calls.Split(' ').Length);
    }
}
