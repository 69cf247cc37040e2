using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>The exit of a configured manager where it is called on a context.</summary>
public sealed partial class ConfiguredAsyncContextManagerTests
{
    /// <summary>What is used on a context, so that it calls the exit there.</summary>
    public enum User
    {
        Statement,
        StatementWithResult,
        Tuple,
        ExitStack,
        Scope,
        ByHand,
    }

    [Theory, AllCombinations]
    public Task The_exit_runs_outside_of_the_context_that_it_is_called_on(User user, Interleaving exit, bool onScheduler, bool exitThrows) =>
        OnContextAsync(onScheduler, async () =>
        {
            var (context, scheduler) = (SynchronizationContext.Current, TaskScheduler.Current);
            var failure = exitThrows ? new ExitException() : null;
            List<(SynchronizationContext?, TaskScheduler)> seen = [];
            var manager = new DelegateManager<int>(
                async _ => 1,
                async _ =>
                {
                    See();
                    await exit.RunAsync(See);
                    See();
                    return failure is null ? false : throw failure;
                });

            var thrown = await Record.ExceptionAsync(() => UseAsync(manager.ConfigureAwait(false), user));

            Assert.Same(failure, thrown);
            Assert.Equal(3, seen.Count);
            Assert.All(seen, place => Assert.Equal((null, TaskScheduler.Default), place));
            Assert.Equal((context, scheduler), (SynchronizationContext.Current, TaskScheduler.Current));

            void See() => seen.Add((SynchronizationContext.Current, TaskScheduler.Current));
        });

    [Theory, AllCombinations]
    public Task The_exit_runs_on_the_context_by_default(User user, bool onScheduler) =>
        OnContextAsync(onScheduler, async () =>
        {
            var expected = (SynchronizationContext.Current, TaskScheduler.Current);
            (SynchronizationContext?, TaskScheduler)? seen = null;
            var manager = new DelegateManager<int>(
                async _ => 1,
                async _ =>
                {
                    seen = (SynchronizationContext.Current, TaskScheduler.Current);
                    return false;
                });

            await UseAsync(manager.ConfigureAwait(true), user);

            Assert.Equal(expected, seen);
        });

    [Theory, AllCombinations]
    public Task An_exit_that_throws_before_there_is_a_task_leaves_the_caller_on_its_context(bool onScheduler) =>
        OnContextAsync(onScheduler, async () =>
        {
            var (context, failure) = (SynchronizationContext.Current, new ExitException());
            var manager = new DelegateManager<int>(_ => new(1), _ => throw failure).ConfigureAwait(false);
            await manager.EnterAsync();

            Exception? thrown = null;
            var exiting = default(ValueTask<bool>);
            try
            {
                exiting = manager.ExitAsync(null);
            }
            catch (ExitException exception)
            {
                thrown = exception;
            }

            Assert.Same(context, SynchronizationContext.Current);
            Assert.Same(failure, thrown ?? await Record.ExceptionAsync(async () => await exiting));
        });

    private static Task OnContextAsync(bool onScheduler, Func<Task> scenario) => onScheduler
        ? Task.Factory.StartNew(
            scenario, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap()
        : SingleThreadedContext.RunAsync(scenario);

    private static async Task UseAsync(ConfiguredAsyncContextManager<int> manager, User user)
    {
        switch (user)
        {
            case User.Statement:
                await manager.UseAsync(_ => { });
                break;
            case User.StatementWithResult:
                Assert.Equal(1, await manager.UseAsync(async resource => resource));
                break;
            case User.Tuple:
                await (manager, new RecordingManager()).UseAsync((_, _) => { });
                break;
            case User.ExitStack:
                await new AsyncExitStack().UseAsync(async stack => await stack.EnterContextAsync(manager));
                break;
            case User.Scope:
                await Method();
                break;
            default:
                await manager.EnterAsync();
                Assert.False(await manager.ExitAsync(null));
                break;
        }

        async Scoped Method() => await Scope.Enter(manager);
    }
}
