using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests;

public sealed partial class AsyncContextManagerExtensionsTests
{
    [Theory, AllCombinations, Trait("Rule", "U3")]
    public Task A_body_that_completes_is_exited_once_with_nothing(Interleaving interleaving, Setting setting) => setting.RunAsync(async () =>
    {
        var manager = new RecordingManager(interleaving);

        await manager.UseAsync(Block(manager, interleaving));

        Assert.Null(manager.Seen);
        Assert.Equal("enter block exit", manager.Calls);
    });

    [Theory, AllCombinations, Trait("Rule", "U3"), Trait("Rule", "U5")]
    public Task A_body_that_throws_is_exited_once_with_that_instance_which_goes_on(Interleaving interleaving, Setting setting) =>
        setting.RunAsync(async () =>
        {
            var thrown = new BlockException();
            var manager = new RecordingManager(interleaving);

            var propagated = await ErrorOfAsync(manager.UseAsync(Block(manager, interleaving, thrown)));

            Assert.Same(thrown, manager.Seen);
            Assert.Same(thrown, propagated);
            Assert.Null(thrown.InnerException);
            Assert.Equal("enter block exit", manager.Calls);
        });

    [Theory, AllCombinations, Trait("Rule", "U3"), Trait("Rule", "U7")]
    public Task A_body_that_is_cancelled_is_exited_once_with_that_instance_and_the_statement_is_cancelled(
        Interleaving interleaving, Setting setting) =>
        setting.RunAsync(async () =>
        {
            var thrown = new TaskCanceledException("cancelled");
            var manager = new RecordingManager(interleaving);

            var statement = manager.UseAsync(Block(manager, interleaving, thrown)).AsTask();

            Assert.Same(thrown, await ErrorOfAsync(new ValueTask(statement)));
            Assert.True(statement.IsCanceled);
            Assert.Same(thrown, manager.Seen);
            Assert.Equal("enter block exit", manager.Calls);
        });

    [Theory, AllCombinations, Trait("Rule", "U3")]
    public async Task The_manager_and_the_body_may_go_about_their_work_differently(Interleaving manager, Interleaving block, bool throws)
    {
        var thrown = throws ? new BlockException() : null;
        var recorder = new RecordingManager(manager);

        var propagated = await ErrorOfAsync(recorder.UseAsync(Block(recorder, block, thrown)));

        Assert.Same(thrown, recorder.Seen);
        Assert.Same(thrown, propagated);
        Assert.Equal("enter block exit", recorder.Calls);
    }

    [Fact, Trait("Rule", "U3")]
    public async Task A_body_that_returns_no_task_is_exited_with_the_error_that_this_is()
    {
        var manager = new RecordingManager();

        var propagated = await ErrorOfAsync(manager.UseAsync(Task (_) => null!));

        Assert.IsType<InvalidOperationException>(propagated);
        Assert.Same(propagated, manager.Seen);
        Assert.Equal("enter exit", manager.Calls);
    }

    [Fact, Trait("Rule", "U3")]
    public async Task A_body_whose_task_is_faulted_several_times_is_exited_with_the_first_as_an_await_would_throw()
    {
        var first = new BlockException();
        var manager = new RecordingManager();

        var propagated = await ErrorOfAsync(
            manager.UseAsync(() => Task.WhenAll(Task.FromException(first), Task.FromException(new EnterException()))));

        Assert.Same(first, propagated);
        Assert.Same(first, manager.Seen);
    }

    [Theory, AllCombinations, Trait("Rule", "U3")]
    public async Task A_body_whose_task_holds_a_cancellation_cancels_the_statement_with_what_the_exit_was_given(bool faulted)
    {
        var token = new CancellationToken(canceled: true);
        var manager = new RecordingManager();

        var statement = manager.UseAsync(
            () => faulted ? Task.FromException(new OperationCanceledException(token)) : Task.FromCanceled(token)).AsTask();
        var propagated = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => statement);

        Assert.Same(propagated, manager.Seen);
        Assert.Equal(token, propagated.CancellationToken);
        Assert.True(statement.IsCanceled);
    }

    [Fact, Trait("Rule", "U3")]
    public async Task An_exception_that_nobody_threw_is_a_resource_or_a_result_as_any_other()
    {
        Exception resource = new EnterException(), result = new BlockException();
        Exception? seen = resource;
        var manager = new DelegateManager<Exception>(async _ => resource, async exception =>
        {
            seen = exception;
            return false;
        });

        Assert.Same(result, await manager.UseAsync(async given =>
        {
            Assert.Same(resource, given);
            return result;
        }));
        Assert.Same(result, await manager.UseOrDefaultAsync(async _ => result));
        Assert.Null(seen);
    }

    [Theory, AllCombinations, Trait("Rule", "U7")]
    public async Task A_body_that_throws_on_another_thread_changes_nothing(Interleaving interleaving)
    {
        var thrown = new BlockException();
        var manager = new RecordingManager(interleaving);

        var propagated = await ErrorOfAsync(
            manager.UseAsync(
                () => Task.Factory.StartNew(() => throw thrown, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Same(thrown, propagated);
        Assert.Same(thrown, manager.Seen);
        Assert.Equal("enter exit", manager.Calls);
    }

    [Fact, Trait("Rule", "U7")]
    public async Task A_body_that_times_out_is_exited_with_the_timeout()
    {
        var manager = new RecordingManager();
        var never = new TaskCompletionSource();

        var propagated = await ErrorOfAsync(manager.UseAsync(() => never.Task.WaitAsync(TimeSpan.Zero)));

        Assert.IsType<TimeoutException>(propagated);
        Assert.Same(propagated, manager.Seen);
    }

    [Theory, AllCombinations, Trait("Rule", "U6")]
    public async Task A_token_cancelled_in_the_block_does_not_cut_the_exit_short(bool throws)
    {
        using var source = new CancellationTokenSource();
        var exiting = new TaskCompletionSource();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = false;
        var manager = new DelegateManager<int>(async _ => 1, async _ =>
        {
            exiting.SetResult();
            await release.Task;
            released = true;
            return false;
        });

        var statement = manager.UseAsync(
            async () =>
            {
                await source.CancelAsync();
                if (throws)
                    source.Token.ThrowIfCancellationRequested();
            },
            source.Token).AsTask();
        await exiting.Task.OrTimeout();
        Assert.False(statement.IsCompleted);
        release.SetResult();
        await statement.ContinueWith(_ => { }, TaskScheduler.Default).OrTimeout();

        Assert.True(released);
        Assert.Equal(throws ? TaskStatus.Canceled : TaskStatus.RanToCompletion, statement.Status);
    }
}
