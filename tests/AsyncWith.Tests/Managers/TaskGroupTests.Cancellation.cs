using AsyncWith.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AsyncWith.Tests.Managers;

public sealed partial class TaskGroupTests
{
    [Fact]
    public async Task The_caller_cancels_the_children_and_the_cancellation_of_the_block_stays_what_it_is()
    {
        using var caller = new CancellationTokenSource();
        OperationCanceledException? cancellation = null;
        Task? child = null;

        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(() => Create().UseAsync(async group =>
        {
            child = group.Run(ForeverAsync);
            await caller.CancelAsync();
            Assert.True(group.Token.IsCancellationRequested);
            throw cancellation = new OperationCanceledException(group.Token);
        }, caller.Token).OrTimeout());

        Assert.Same(cancellation, thrown);
        Assert.True(child!.IsCanceled);
    }

    [Fact]
    public async Task The_caller_cancels_the_children_after_the_block_ended()
    {
        using var caller = new CancellationTokenSource();
        var statement = Create().UseAsync(async group => { _ = group.Run(ForeverAsync); }, caller.Token).AsTask();

        await caller.CancelAsync();

        var thrown = await Assert.ThrowsAsync<OperationCanceledException>(() => statement.OrTimeout());
        Assert.Equal(caller.Token, thrown.CancellationToken);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_child_whose_task_is_faulted_with_a_cancellation_is_cancelled(bool byCaller)
    {
        using var caller = new CancellationTokenSource();
        Task? child = null;

        var thrown = await Record.ExceptionAsync(() => Create().UseAsync(async group =>
        {
            child = group.Run(token => Task.Run(() =>
            {
                if (byCaller)
                    caller.Cancel();
                throw new OperationCanceledException(token);
            }, CancellationToken.None));
        }, caller.Token).OrTimeout());

        Assert.True(byCaller ? thrown is OperationCanceledException : thrown is null, $"{thrown}");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => child!.OrTimeout());
    }

    [Fact]
    public async Task Of_a_child_that_fails_and_is_cancelled_the_failure_is_reported()
    {
        var failure = new FormatException();
        var both = new TaskCompletionSource();
        both.SetException([new OperationCanceledException(), failure]);

        var thrown = await Assert.ThrowsAsync<AggregateException>(
            () => Create().UseAsync(async group => { _ = group.Run(_ => both.Task); }).OrTimeout());

        Assert.Same(failure, Assert.Single(thrown.InnerExceptions));
    }

    [Fact]
    public async Task A_group_that_completes_in_spite_of_the_cancellation_succeeds()
    {
        using var caller = new CancellationTokenSource();

        var result = await Create().UseAsync(async group =>
        {
            var runs = Signal();
            var child = group.Run(async _ => { runs.SetResult(); await Task.Yield(); return 1; });
            await runs.Task;
            await caller.CancelAsync();
            return await child;
        }, caller.Token).OrTimeout();

        Assert.Equal(1, result);
    }

    [Fact]
    public async Task Failures_go_before_the_cancellation_of_the_caller_which_is_among_them()
    {
        using var caller = new CancellationTokenSource();
        var failure = new FormatException();

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            var failed = group.Run(async _ => throw failure);
            await failed.ContinueWith(_ => { }, TaskScheduler.Default);
            await caller.CancelAsync();
            group.Token.ThrowIfCancellationRequested();
        }, caller.Token).OrTimeout());

        Assert.Same(failure, thrown.InnerExceptions[0]);
        Assert.IsType<OperationCanceledException>(thrown.InnerExceptions[1]);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_child_that_is_cancelled_on_its_own_has_not_failed(bool beforeItReturns)
    {
        Task? child = null;
        var cancellation = new OperationCanceledException();

        await Create().UseAsync(async group =>
        {
            child = group.Run(token => beforeItReturns ? throw cancellation : CancelAsync());
            var thrown = await Assert.ThrowsAsync<OperationCanceledException>(() => child);
            Assert.Same(cancellation, thrown);
            Assert.False(group.Token.IsCancellationRequested);
        }).OrTimeout();

        Assert.True(child!.IsCanceled);

        async Task CancelAsync()
        {
            await Task.Yield();
            throw cancellation;
        }
    }

    [Fact]
    public async Task A_child_of_a_cancelled_group_never_starts()
    {
        var failure = new FormatException();
        Task? child = null;
        var ran = false;

        await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            await group.Run(async _ => throw failure).ContinueWith(_ => { }, TaskScheduler.Default);
            child = group.Run(async _ => { ran = true; });
        }).OrTimeout());

        Assert.True(child!.IsCanceled);
        Assert.False(ran);
    }

    [Fact]
    public async Task A_deadline_around_a_group_times_out_with_its_children()
    {
        var clock = new FakeTimeProvider();
        var minute = TimeSpan.FromMinutes(1);

        var statement = Deadline.After(minute, clock).UseAsync(async deadline =>
            await Create().UseAsync(async group => { _ = group.Run(ForeverAsync); }, deadline.Token)).AsTask();
        clock.Advance(minute);

        await Assert.ThrowsAsync<TimeoutException>(() => statement.OrTimeout());
    }

    [Fact]
    public async Task A_deadline_in_a_child_is_a_failure_of_the_group()
    {
        var clock = new FakeTimeProvider();
        var minute = TimeSpan.FromMinutes(1);

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            var runs = Signal();
            _ = group.Run(token => Deadline.After(minute, clock).UseAsync(async deadline =>
            {
                runs.SetResult();
                await ForeverAsync(deadline.Token);
            }, token));
            await runs.Task;
            clock.Advance(minute);
        }).OrTimeout());

        Assert.IsType<TimeoutException>(Assert.Single(thrown.InnerExceptions));
    }

    [Fact]
    public async Task Nothing_of_it_stays_with_the_token_of_the_caller()
    {
        using var caller = new CancellationTokenSource();

        var group = await UseAsync(caller.Token);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(group.TryGetTarget(out _));

        static async Task<WeakReference<TaskGroup>> UseAsync(CancellationToken token) =>
            await TaskGroup.Create().UseAsync(async group => new WeakReference<TaskGroup>(group), token).OrTimeout();
    }
}
