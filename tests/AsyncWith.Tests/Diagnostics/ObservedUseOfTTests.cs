using AsyncWith.Diagnostics;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Diagnostics;

/// <summary>What an observer is told of one context, whatever enters the manager and however it goes about its work.</summary>
[Collection(nameof(Observing))]
public sealed partial class ObservedUseOfTTests
{
    private readonly ObserverLog _log = new();

    private ObserverLog.Context Single => Assert.Single(_log.Contexts);

    [Theory, AllCombinations]
    public async Task A_block_that_completes(Interleaving interleaving)
    {
        var manager = new RecordingManager(interleaving, "M") { Suppresses = true }; // which means nothing here
        using (_log.Start())
            Assert.Equal("resourceM", await manager.UseAsync(static async resource => resource));

        Assert.Equal("entering RecordingManager, entered RecordingManager, exiting RecordingManager, Completed RecordingManager", _log.Calls);
        Assert.Null(Single.Exception);
        Assert.Null(Single.ExitedWith);
        Assert.Same(manager, Single.Manager);
    }

    [Theory, AllCombinations]
    public async Task A_block_that_throws(Interleaving interleaving, Interleaving block)
    {
        var exception = new BlockException();
        using (_log.Start())
        {
            var thrown = await Assert.ThrowsAsync<BlockException>(async () =>
                await new RecordingManager(interleaving).UseAsync(_ => block.RunAsync(() => throw exception)));
            Assert.Same(exception, thrown);
        }

        Assert.Equal((ContextOutcome.Failed, exception, exception), (Single.Outcome, Single.Exception, Single.ExitedWith));
    }

    [Theory, AllCombinations]
    public async Task A_block_that_is_cancelled(Interleaving interleaving, Interleaving block)
    {
        var exception = new OperationCanceledException();
        using (_log.Start())
        {
            var thrown = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
                await new RecordingManager(interleaving).UseAsync(_ => block.RunAsync(() => throw exception)));
            Assert.Same(exception, thrown);
        }

        Assert.Equal((ContextOutcome.Canceled, exception, exception), (Single.Outcome, Single.Exception, Single.ExitedWith));
    }

    [Theory, AllCombinations]
    public async Task An_exit_that_suppresses(Interleaving interleaving)
    {
        var exception = new BlockException();
        using (_log.Start())
            await new RecordingManager(interleaving) { Suppresses = true }.UseAsync(async _ => throw exception);

        Assert.Equal((ContextOutcome.Suppressed, exception, exception), (Single.Outcome, Single.Exception, Single.ExitedWith));
    }

    [Theory, AllCombinations]
    public async Task An_exit_that_throws(Interleaving interleaving, bool blockThrows, bool isCancellation)
    {
        var exception = isCancellation ? new OperationCanceledException() : (Exception)new ExitException();
        var ofBlock = blockThrows ? new BlockException() : null;
        using (_log.Start())
        {
            var thrown = await Assert.ThrowsAnyAsync<Exception>(async () =>
                await new RecordingManager(interleaving) { ExitThrows = exception }.UseAsync(async _ => ofBlock is null ? 0 : throw ofBlock));
            Assert.Same(exception, thrown);
        }

        Assert.Equal((isCancellation ? ContextOutcome.Canceled : ContextOutcome.Failed, exception), (Single.Outcome!.Value, Single.Exception));
        Assert.Same(ofBlock, Single.ExitedWith);
        Assert.Same(ofBlock, exception.GetContext()); // rule E3
    }

    [Theory, AllCombinations]
    public async Task An_enter_that_throws(Interleaving interleaving, bool isCancellation)
    {
        var exception = isCancellation ? new OperationCanceledException() : (Exception)new EnterException();
        using (_log.Start())
        {
            var thrown = await Assert.ThrowsAnyAsync<Exception>(async () =>
                await new RecordingManager(interleaving) { EnterThrows = exception }.UseAsync(static async _ => { }));
            Assert.Same(exception, thrown);
        }

        Assert.Equal("entering RecordingManager, NotEntered RecordingManager", _log.Calls);
        Assert.Same(exception, Single.Exception);
    }

    [Theory, AllCombinations]
    public async Task A_manager_of_a_bool(bool resource, bool suspends, bool fails)
    {
        var exception = fails ? new BlockException() : null;
        var manager = AsyncContextManager.Create<bool>(async yield =>
        {
            if (suspends)
                await Task.Yield();
            try
            {
                await yield.Return(resource);
            }
            finally
            {
                if (suspends)
                    await Task.Yield();
            }
        });
        using (_log.Start())
        {
            var thrown = await Record.ExceptionAsync(() => manager.UseAsync(async entered =>
            {
                Assert.Equal(resource, entered);
                if (exception is not null)
                    throw exception;
            }).OrTimeout());
            Assert.Same(exception, thrown);
        }

        Assert.Equal((fails ? ContextOutcome.Failed : ContextOutcome.Completed, exception), (Single.Outcome!.Value, Single.Exception));
    }

    [Theory, AllCombinations]
    public async Task A_scope_of_the_bridge(Interleaving interleaving, bool completes)
    {
        using (_log.Start())
        {
            await using var scope = await new RecordingManager(interleaving).BeginAsync();
            if (completes)
                scope.Complete();
        }

        Assert.Equal(
            "entering RecordingManager, entered RecordingManager, exiting RecordingManager, " + (completes ? "Completed" : "Failed")
                + " RecordingManager",
            _log.Calls);
        Assert.Equal(completes, Single.Exception is not ScopeNotCompletedException);
    }

    [Theory, AllCombinations]
    public async Task What_an_exit_stack_enters(Interleaving interleaving)
    {
        Assert.SkipWhen(RuntimeAsync.IsOn, RuntimeAsync.Reason);
        using (_log.Start())
        {
            await new AsyncExitStack().UseAsync(async stack =>
            {
                await stack.EnterContextAsync(new RecordingManager(interleaving).Named("first"));
                await stack.EnterContextAsync(new RecordingManager(interleaving).Named("second"));
                stack.PushExit(new RecordingManager(interleaving)); // entered elsewhere
            });
        }

        Assert.Equal(["/AsyncExitStack", "/AsyncExitStack/first", "/AsyncExitStack/first/second"], _log.Contexts.Select(context => context.Path));
        Assert.All(_log.Contexts, context => Assert.Equal(ContextOutcome.Completed, context.Outcome));
        Assert.EndsWith("Completed second, exiting first, Completed first, Completed AsyncExitStack", _log.Calls, StringComparison.Ordinal);
    }

    [Theory, AllCombinations]
    public async Task What_a_scoped_method_enters(Interleaving interleaving)
    {
        using (_log.Start())
            await MethodAsync();

        Assert.Equal(["/first", "/first/second"], _log.Contexts.Select(context => context.Path));
        Assert.EndsWith("exiting second, Completed second, exiting first, Completed first", _log.Calls, StringComparison.Ordinal);

        async Scoped MethodAsync()
        {
            await Scope.Enter(new RecordingManager(interleaving).Named("first"));
            await Scope.Enter(new RecordingManager(interleaving).Named("second"));
        }
    }

    [Theory, AllCombinations]
    public async Task The_managers_of_a_tuple_are_one_in_the_other(Interleaving interleaving)
    {
        using (_log.Start())
            await (new RecordingManager(interleaving).Named("first"), new RecordingManager(interleaving).Named("second"))
                .UseAsync(static async (_, _) => { });

        Assert.Equal(["/first", "/first/second"], _log.Contexts.Select(context => context.Path));
    }

    [Theory, AllCombinations]
    public async Task Managers_composed_as_one_are_seen_as_one_with_their_parts_inside(Interleaving interleaving)
    {
        IAsyncContextManager<string> Part(string name) => new RecordingManager(interleaving).Named(name);
        using (_log.Start())
        {
            await AsyncContextManager.WhenAll(Part("a"), Part("b")).UseAsync(static async _ => { });
            await (from c in Part("c") from d in Part("d") select c + d).UseAsync(static async _ => { });
            await AsyncContextManager.Shared(() => Part("e")).UseAsync(static async _ => { });
            await Part("f").WithExitTimeout(TaskTimeoutExtensions.Limit).UseAsync(static async _ => { });
        }

        Assert.Equal(
            ["/WhenAll", "/WhenAll/a", "/WhenAll/b", "/SelectMany", "/SelectMany/c", "/SelectMany/c/d", "/Shared", "/Shared/e", "/f"],
            _log.Contexts.Select(context => context.Path));
        Assert.All(_log.Contexts, context => Assert.Equal(ContextOutcome.Completed, context.Outcome));
    }

    [Theory, AllCombinations]
    public async Task A_manager_that_a_generator_enters_is_inside_it(Interleaving interleaving)
    {
        using (_log.Start())
            await Outer().UseAsync(async _ => await new RecordingManager(interleaving).Named("block").UseAsync(static async _ => { }));

        Assert.Equal(["/Outer", "/Outer/inner", "/Outer/inner/block"], _log.Contexts.Select(context => context.Path));

        AsyncContextManager<string> Outer() => Generators.Outer(interleaving);
    }

    [Fact]
    public async Task A_generator_that_is_entered_again_has_the_name_that_it_had()
    {
        var manager = Generators.Outer(Interleaving.Synchronous);
        using (_log.Start())
        {
            await manager.UseAsync(static async _ => { });
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.UseAsync(static async _ => { }));
        }

        Assert.Equal(["Outer", "inner", "Outer"], _log.Contexts.Select(context => context.Name));
    }

    private static class Generators
    {
        internal static AsyncContextManager<string> Outer(Interleaving interleaving) => AsyncContextManager.Create<string>(async yield =>
            await new RecordingManager(interleaving).Named("inner").UseAsync(async resource => await yield.Return(resource)));
    }
}
