using System.Runtime.CompilerServices;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

public sealed partial class AsyncContextManagerExtensionsTests
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TheCulprit() => throw new BlockException();

    [Theory, AllCombinations, Trait("Rule", "U5")]
    public async Task The_stack_trace_names_the_method_that_threw(Interleaving manager, Interleaving block, bool result)
    {
        var recorder = new RecordingManager(manager);

        var propagated = await Assert.ThrowsAsync<BlockException>(async () =>
        {
            if (result)
            {
                await recorder.UseAsync(_ => block.RunAsync(() =>
                {
                    TheCulprit();
                    return 1;
                }));
            }
            else
            {
                await recorder.UseAsync(_ => block.RunAsync(TheCulprit));
            }
        });

        Assert.Contains(nameof(TheCulprit), propagated.StackTrace, StringComparison.Ordinal);
    }

    [Theory, AllCombinations, Trait("Rule", "E1"), Trait("Rule", "E3")]
    public Task An_exit_that_throws_replaces_the_exception_and_carries_it(Interleaving interleaving, Setting setting) => setting.RunAsync(async () =>
    {
        var thrown = new BlockException();
        var failing = new ExitException();
        var manager = new RecordingManager(interleaving) { ExitThrows = failing };

        var propagated = await ErrorOfAsync(manager.UseAsync(Block(manager, interleaving, thrown)));

        Assert.Same(failing, propagated);
        Assert.Same(thrown, failing.InnerException);
        Assert.Null(thrown.InnerException);
        Assert.Equal("enter block exit", manager.Calls);
    });

    [Theory, AllCombinations, Trait("Rule", "E1")]
    public Task An_exit_that_throws_after_a_body_that_completed_is_left_alone(Interleaving interleaving, Setting setting) =>
        setting.RunAsync(async () =>
        {
            var failing = new ExitException();
            var manager = new RecordingManager(interleaving) { ExitThrows = failing };

            var propagated = await ErrorOfAsync(manager.UseAsync(Block(manager, interleaving)));

            Assert.Same(failing, propagated);
            Assert.Null(failing.InnerException);
            Assert.Equal("enter block exit", manager.Calls);
        });

    [Theory, AllCombinations, Trait("Rule", "E1"), Trait("Rule", "E3")]
    public async Task An_exit_that_throws_takes_the_place_of_a_result(Interleaving interleaving, bool blockThrows, bool orDefault)
    {
        var thrown = blockThrows ? new BlockException() : null;
        var failing = new ExitException();
        var manager = new RecordingManager(interleaving) { ExitThrows = failing, Suppresses = true };

        var propagated = await Record.ExceptionAsync(async () => _ = orDefault
            ? await manager.UseOrDefaultAsync(_ => interleaving.RunAsync(() => thrown is null ? 1 : throw thrown))
            : await manager.UseAsync(_ => interleaving.RunAsync(() => thrown is null ? 1 : throw thrown)));

        Assert.Same(failing, propagated);
        Assert.Same(thrown, failing.InnerException);
    }

    [Theory, AllCombinations, Trait("Rule", "E1")]
    public async Task An_exit_that_throws_the_exception_it_was_given_lets_it_go_on(Interleaving interleaving)
    {
        var thrown = new BlockException();
        var manager = new RecordingManager(interleaving) { ExitThrows = thrown };

        Assert.Same(thrown, await ErrorOfAsync(manager.UseAsync(Block(manager, interleaving, thrown))));
        Assert.Null(thrown.InnerException);
        Assert.Empty(thrown.Data);
    }

    [Theory, AllCombinations, Trait("Rule", "E1"), Trait("Rule", "E3")]
    public async Task An_exit_that_is_cancelled_replaces_the_exception_and_cancels_the_statement(Interleaving interleaving)
    {
        var thrown = new BlockException();
        var cancelled = new OperationCanceledException();
        var manager = new RecordingManager(interleaving) { ExitThrows = cancelled };

        var statement = manager.UseAsync(Block(manager, interleaving, thrown)).AsTask();

        Assert.Same(cancelled, await ErrorOfAsync(new ValueTask(statement)));
        Assert.True(statement.IsCanceled);
        Assert.Same(thrown, cancelled.InnerException);
    }

    [Theory, AllCombinations, Trait("Rule", "E2"), Trait("Rule", "E3")]
    public async Task Nested_exits_that_all_fail_are_all_run_and_all_seen(Interleaving interleaving)
    {
        var thrown = new BlockException();
        var log = new RecordingManager();
        var outer = new RecordingManager(interleaving, "1") { ExitThrows = new InvalidDataException(), Log = log };
        var middle = new RecordingManager(interleaving, "2") { ExitThrows = new FormatException(), Log = log };
        var inner = new RecordingManager(interleaving, "3") { ExitThrows = new ExitException(), Log = log };

        var propagated = await ErrorOfAsync(outer.UseAsync(() => middle.UseAsync(() => inner.UseAsync(Block(log, interleaving, thrown)))));

        Assert.Equal("enter1 enter2 enter3 block exit3 exit2 exit1", log.Calls);
        Assert.Same(outer.ExitThrows, propagated);
        Assert.Same(middle.ExitThrows, propagated!.InnerException);
        Assert.Same(inner.ExitThrows, propagated.InnerException!.InnerException);
        Assert.Same(thrown, propagated.InnerException.InnerException!.InnerException);
    }
}
