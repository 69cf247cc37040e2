using AsyncWith.Internal;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Internal;

public sealed class TaskExceptionsTests
{
    [Theory, AllCombinations]
    public async Task An_exception_goes_into_a_task_and_comes_out_the_same(bool cancelled)
    {
        Exception exception = cancelled ? new OperationCanceledException() : new BlockException();

        var untyped = TaskExceptions.ToValueTask(exception).AsTask();
        var typed = TaskExceptions.ToValueTask<int>(exception).AsTask();

        Assert.Equal(cancelled ? TaskStatus.Canceled : TaskStatus.Faulted, untyped.Status);
        Assert.Equal(cancelled ? TaskStatus.Canceled : TaskStatus.Faulted, typed.Status);
        Assert.Same(exception, TaskExceptions.GetException(untyped));
        Assert.Same(exception, TaskExceptions.GetException(typed));
        Assert.Same(exception, await Record.ExceptionAsync(() => untyped));
        Assert.Same(exception, await Record.ExceptionAsync(() => typed));
    }

    [Fact]
    public void A_task_that_succeeded_has_none() => Assert.Null(TaskExceptions.GetException(Task.CompletedTask));

    [Fact]
    public void A_task_cancelled_by_its_token_has_one() =>
        Assert.IsType<TaskCanceledException>(TaskExceptions.GetException(Task.FromCanceled(new CancellationToken(canceled: true))));

    [Theory, AllCombinations]
    public async Task Who_awaits_an_outcome_is_resumed_with_its_own_ambient_state_where_it_asks_for_that(bool fails)
    {
        var (source, ambient) = (new TaskCompletionSource<int>(), new AsyncLocal<string?> { Value = "caller" });
        var failure = fails ? new BlockException() : null;
        var seen = new TaskCompletionSource<(string?, int, Exception?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var awaiter = new ValueTask<int>(source.Task).Outcome(continueOnCapturedContext: false).GetAwaiter();

        awaiter.OnCompleted(() =>
        {
            var outcome = awaiter.GetResult();
            seen.SetResult((ambient.Value, outcome.Value, outcome.Exception));
        });
        ambient.Value = "later";
        if (failure is null)
            source.SetResult(7);
        else
            source.SetException(failure);

        Assert.Equal(("caller", fails ? 0 : 7, failure), await seen.Task.OrTimeout());
    }
}
