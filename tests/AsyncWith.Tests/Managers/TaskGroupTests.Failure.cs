using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

public sealed partial class TaskGroupTests
{
    [Fact]
    public async Task The_first_failure_cancels_the_others_which_are_awaited()
    {
        var failure = new FormatException();
        Task? other = null;
        var otherEnded = false;

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            var otherRuns = Signal();
            other = group.Run(async token =>
            {
                otherRuns.SetResult();
                try { await ForeverAsync(token); }
                finally { await Task.Yield(); otherEnded = true; }
            });
            await otherRuns.Task;
            _ = group.Run(async _ => throw failure);
        }).OrTimeout());

        Assert.Same(failure, Assert.Single(thrown.InnerExceptions));
        Assert.True(other!.IsCanceled);
        Assert.True(otherEnded);
    }

    [Fact]
    public async Task All_failures_leave_in_their_order()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            var (second, third) = (Signal(), Signal());
            var first = group.Run(async _ => { await Task.WhenAll(second.Task, third.Task); throw new FormatException("1"); });
            var last = group.Run(
                async _ => { second.SetResult(); await first.ContinueWith(_ => { }, TaskScheduler.Default); throw new FormatException("2"); });
            _ = group.Run(
                async _ => { third.SetResult(); await last.ContinueWith(_ => { }, TaskScheduler.Default); throw new FormatException("3"); });
        }).OrTimeout());

        Assert.Equal(["1", "2", "3"], thrown.InnerExceptions.Select(failure => failure.Message));
    }

    [Fact]
    public async Task An_exception_of_the_block_cancels_the_children_and_leaves_unchanged()
    {
        var failure = new BlockException();
        Task? child = null;

        var thrown = await Assert.ThrowsAsync<BlockException>(() => Create().UseAsync(async group =>
        {
            child = group.Run(ForeverAsync);
            throw failure;
        }).OrTimeout());

        Assert.Same(failure, thrown);
        Assert.Null(thrown.InnerException);
        Assert.True(child!.IsCanceled);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_exception_of_the_block_is_among_those_of_the_children_and_so_is_a_cancellation_that_they_did_not_cause(bool isCancellation)
    {
        Exception failure = isCancellation ? new OperationCanceledException() : new BlockException();

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            var childRuns = Signal();
            _ = group.Run(async token =>
            {
                childRuns.SetResult();
                try { await ForeverAsync(token); }
                catch (OperationCanceledException) { throw new FormatException(); }
            });
            await childRuns.Task;
            throw failure;
        }).OrTimeout());

        Assert.Same(failure, thrown.InnerExceptions[0]);
        Assert.IsType<FormatException>(thrown.InnerExceptions[1]);
        Assert.Equal(2, thrown.InnerExceptions.Count);
    }

    [Fact]
    public async Task A_failure_that_the_block_awaited_is_told_once()
    {
        var failure = new FormatException();

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
            await group.Run(async _ => await group.Run(async _ => throw failure))).OrTimeout());

        Assert.Same(failure, Assert.Single(thrown.InnerExceptions));
    }

    [Fact]
    public async Task A_failure_that_the_block_handled_is_told_all_the_same()
    {
        await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            try { await group.Run(async _ => throw new FormatException()); }
            catch (FormatException) { Assert.True(group.Token.IsCancellationRequested); }
        }).OrTimeout());
    }

    [Fact, Trait("Rule", "E4")]
    public async Task The_cancellation_that_the_group_caused_in_the_block_is_not_reported()
    {
        var failure = new FormatException();

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            _ = group.Run(async _ => throw failure);
            await ForeverAsync(group.Token);
        }).OrTimeout());

        Assert.Same(failure, Assert.Single(thrown.InnerExceptions));
        Assert.Null(failure.InnerException);
    }

    [Fact]
    public async Task A_child_that_throws_before_it_returns_its_task_has_failed()
    {
        Task? child = null;

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            child = group.Run(_ => throw new FormatException());
        }).OrTimeout());

        Assert.IsType<FormatException>(Assert.Single(thrown.InnerExceptions));
        Assert.True(child!.IsFaulted);
    }

    [Fact]
    public async Task A_child_without_a_task_is_told_what_to_do()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            _ = group.Run(_ => (Task)null!);
            _ = group.Run(_ => (Task<int>)null!);
        }).OrTimeout());

        Assert.All(thrown.InnerExceptions, failure =>
            Assert.Contains("async method", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_exception_of_a_task_with_several_is_lost()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            _ = group.Run(_ => Task.WhenAll(Task.FromException(new FormatException("1")), Task.FromException(new FormatException("2"))));
        }).OrTimeout());

        Assert.Equal(["1", "2"], thrown.InnerExceptions.Select(failure => failure.Message));
    }

    [Fact]
    public async Task A_nested_group_fails_as_one_child()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            _ = group.Run(token => Create().UseAsync(async inner => { _ = inner.Run(async _ => throw new FormatException()); }, token));
        }).OrTimeout());

        var nested = Assert.IsType<AggregateException>(Assert.Single(thrown.InnerExceptions));
        Assert.IsType<FormatException>(Assert.Single(nested.InnerExceptions));
    }

    [Fact]
    public async Task A_callback_on_the_token_that_throws_is_reported()
    {
        var (failure, ofChild) = (new FormatException(), new BlockException());

        var thrown = await Assert.ThrowsAsync<AggregateException>(() => Create().UseAsync(async group =>
        {
            group.Token.Register(() => throw failure);
            _ = group.Run(async _ => throw ofChild);
        }).OrTimeout());

        Assert.Equal([ofChild, failure], thrown.Flatten().InnerExceptions);
    }

    [Fact]
    public async Task A_failure_that_nobody_awaits_is_not_unobserved_as_well()
    {
        var unobserved = 0;
        EventHandler<UnobservedTaskExceptionEventArgs> listener = (_, args) =>
        {
            if (args.Exception.Flatten().InnerExceptions.Any(exception => exception is TaggedException))
                unobserved++;
        };
        TaskScheduler.UnobservedTaskException += listener;
        try
        {
            await Assert.ThrowsAsync<AggregateException>(() => FailAsync().OrTimeout());
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= listener;
        }

        Assert.Equal(0, unobserved);

        async Task FailAsync() => await Create().UseAsync(async group =>
        {
            _ = group.Run(_ => throw new TaggedException());
            _ = group.Run(async _ => throw new TaggedException());
            _ = group.Run<int>(async _ => { await Task.Yield(); throw new TaggedException(); });
            group.Token.Register(() => throw new TaggedException());
        });
    }

    private sealed class TaggedException : Exception;
}
