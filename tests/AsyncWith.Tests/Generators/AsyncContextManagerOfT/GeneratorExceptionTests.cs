using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Generators;

/// <summary>Rule G3: the block's exception is thrown at the yield, and the generator decides on it.</summary>
public sealed class GeneratorExceptionTests
{
    /// <summary>What a generator does with the exception of the block.</summary>
    public enum Reaction
    {
        None,
        Finally,
        Rethrow,
        Throw,
        ThrowCaptured,
        Filter,
        Swallow,
        Replace,
        ReplaceInFinally,
        Translate,
    }

    private static async Task ReactAsync(Yield<int> yield, Reaction reaction, Interleaving interleaving, List<Exception> caught)
    {
        switch (reaction)
        {
            case Reaction.None:
                await interleaving.RunAsync(() => { });
                await yield.Return(1);
                break;
            case Reaction.Finally:
                try
                {
                    await yield.Return(1);
                }
                finally
                {
                    await interleaving.RunAsync(() => { });
                }

                break;
            case Reaction.ReplaceInFinally:
                try
                {
                    await yield.Return(1);
                }
                finally
                {
                    await interleaving.RunAsync(Fail);
                }

                break;
            case Reaction.Filter:
                try
                {
                    await yield.Return(1);
                }
                catch (Exception exception) when (exception is EnterException)
                {
                    caught.Add(exception);
                }

                break;
            default:
                try
                {
                    await yield.Return(1);
                }
                catch (Exception exception)
                {
                    caught.Add(exception);
                    await interleaving.RunAsync(() => { });
                    switch (reaction)
                    {
                        case Reaction.Rethrow:
                            throw;
                        case Reaction.Throw:
#pragma warning disable CA2200 // on purpose: the same instance, thrown anew
                            throw exception;
#pragma warning restore CA2200
                        case Reaction.ThrowCaptured:
                            ExceptionDispatchInfo.Throw(exception);
                            break;
                        case Reaction.Replace:
                            throw new ExitException();
                        case Reaction.Translate:
                            throw new InvalidDataException("translated", exception);
                        default:
                            break;
                    }
                }

                break;
        }
    }

    private static void Fail() => throw new ExitException();

    private static void AssertPropagated(Reaction reaction, Exception thrown, Exception? propagated)
    {
        switch (reaction)
        {
            case Reaction.Swallow:
                Assert.Null(propagated);
                break;
            case Reaction.Replace or Reaction.ReplaceInFinally:
                Assert.Same(thrown, Assert.IsType<ExitException>(propagated).InnerException);
                break;
            case Reaction.Translate:
                Assert.Same(thrown, Assert.IsType<InvalidDataException>(propagated).InnerException);
                break;
            default:
                Assert.Same(thrown, propagated);
                break;
        }

        Assert.Null(thrown.InnerException);
        Assert.Empty(thrown.Data);
    }

    [Theory, AllCombinations, Trait("Rule", "G3"), Trait("Rule", "E1"), Trait("Rule", "E3")]
    public async Task The_generator_decides_on_the_exception_of_the_block(
        Reaction reaction, Interleaving generator, Interleaving block, bool cancelled)
    {
        Exception thrown = cancelled ? new OperationCanceledException() : new BlockException();
        List<Exception> caught = [];
        var manager = AsyncContextManager.Create<int>(yield => ReactAsync(yield, reaction, generator, caught));

        var statement = manager.UseAsync(_ => block.RunAsync(() => throw thrown)).AsTask();
        var propagated = await Record.ExceptionAsync(() => statement.OrTimeout());

        AssertPropagated(reaction, thrown, propagated);
        Assert.Equal(propagated is OperationCanceledException, statement.IsCanceled);
        Assert.All(caught, exception => Assert.Same(thrown, exception));
    }

    [Theory, AllCombinations, Trait("Rule", "G3")]
    public async Task The_exit_tells_what_the_generator_decided(Reaction reaction, bool suspends)
    {
        var thrown = new BlockException();
        var manager = AsyncContextManager.Create<int>(
            yield => ReactAsync(yield, reaction, suspends ? Interleaving.Suspends : Interleaving.Synchronous, []));
        await manager.EnterAsync().OrTimeout();

        bool? suppressed = null;
        var failure = await Record.ExceptionAsync(async () => suppressed = await manager.ExitAsync(thrown).OrTimeout());

        var replaced = reaction is Reaction.Replace or Reaction.ReplaceInFinally or Reaction.Translate;
        Assert.Equal(replaced, failure is not null);
        Assert.Equal(replaced ? null : reaction == Reaction.Swallow, suppressed);
    }

    [Theory, AllCombinations, Trait("Rule", "G3")]
    public Task The_exception_is_the_same_instance_on_all_its_way(bool suspends, Setting setting, bool cancelled) => setting.RunAsync(async () =>
    {
        var interleaving = suspends ? Interleaving.Suspends : Interleaving.Synchronous;
        Exception thrown = cancelled ? new OperationCanceledException() : new BlockException();
        Exception? atYield = null;
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            await interleaving.RunAsync(() => { });
            try
            {
                await yield.Return(1);
            }
            catch (Exception exception)
            {
                await interleaving.RunAsync(() => { });
                atYield = exception;
                throw;
            }
        });

        var statement = manager.UseAsync(_ => interleaving.RunAsync(() => throw thrown)).AsTask();
        var propagated = await Record.ExceptionAsync(() => statement);

        Assert.Same(thrown, atYield);
        Assert.Same(thrown, propagated);
        Assert.Equal(cancelled, statement.IsCanceled);
    });

    [Theory, AllCombinations, Trait("Rule", "G3"), Trait("Rule", "U4")]
    public Task A_swallowed_exception_is_suppressed(Interleaving interleaving, Setting setting) => setting.RunAsync(async () =>
    {
        var manager = AsyncContextManager.Create<int>(async yield =>
        {
            try
            {
                await yield.Return(1);
            }
            catch (BlockException)
            {
                await interleaving.RunAsync(() => { });
            }
        });

        Assert.Equal(0, await manager.UseOrDefaultAsync(_ => interleaving.RunAsync<int>(() => throw new BlockException())));
    });

    [Theory, AllCombinations, Trait("Rule", "E1")]
    public Task A_generator_that_fails_after_a_block_that_completed_fails_the_statement(Interleaving interleaving, Setting setting) =>
        setting.RunAsync(async () =>
        {
            var failing = new ExitException();
            var manager = AsyncContextManager.Create<int>(async yield =>
            {
                await yield.Return(1);
                await interleaving.RunAsync(() => throw failing);
            });

            Assert.Same(failing, await Record.ExceptionAsync(async () => await manager.UseAsync(_ => interleaving.RunAsync(() => { }))));
            Assert.Null(failing.InnerException);
        });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TheCulprit() => throw new BlockException();

    [Theory, AllCombinations, Trait("Rule", "U5")]
    public async Task The_stack_trace_names_the_method_that_threw(Reaction reaction, bool suspends)
    {
        var interleaving = suspends ? Interleaving.Suspends : Interleaving.Synchronous;
        var manager = AsyncContextManager.Create<int>(yield => ReactAsync(yield, reaction, interleaving, []));
        Exception? seen = null;

        var propagated = await Record.ExceptionAsync(async () => await manager.UseAsync(async () =>
        {
            try
            {
                await interleaving.RunAsync(TheCulprit);
            }
            catch (Exception exception)
            {
                seen = exception;
                throw;
            }
        }));

        // To throw an instance anew is to overwrite its trace, here as everywhere.
        if (reaction != Reaction.Throw)
            Assert.Contains(nameof(TheCulprit), seen!.StackTrace, StringComparison.Ordinal);
        Assert.Equal(reaction == Reaction.Swallow, propagated is null);
    }

    [Fact, Trait("Rule", "G3")]
    public async Task A_generator_without_async_may_return_a_task_that_is_faulted_with_a_cancellation()
    {
        var cancelled = new OperationCanceledException();
        var entering = AsyncContextManager.Create<int>(_ => Task.FromException(cancelled)).EnterAsync().AsTask();

        Assert.Same(cancelled, await Record.ExceptionAsync(() => entering));
        Assert.True(entering.IsCanceled);
    }

    [Fact, Trait("Rule", "G3")]
    public async Task A_generator_without_async_may_return_a_cancelled_task()
    {
        var token = new CancellationToken(canceled: true);

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await AsyncContextManager.Create<int>(_ => Task.FromCanceled(token)).EnterAsync());

        Assert.Equal(token, thrown.CancellationToken);
    }
}
