using System.Threading.Tasks.Sources;
using Xunit;

namespace AsyncWith.Tests;

/// <summary>An exit may return a task whose source is wrong about its own status. It counts as an exit that throws.</summary>
public sealed partial class AsyncExitStackTests
{
    [Theory, Trait("Rule", "E2")]
    [InlineData(ValueTaskSourceStatus.Succeeded)]
    [InlineData(ValueTaskSourceStatus.Faulted)]
    public async Task An_exit_whose_task_throws_when_its_result_is_taken_skips_no_other(ValueTaskSourceStatus status)
    {
        var (failure, outer) = (new InvalidTimeZoneException(), new Support.RecordingManager());
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(outer);
        stack.PushExit(_ => new ValueTask<bool>(new WrongSource(status, failure), 0));

        var thrown = await Record.ExceptionAsync(() => stack.UseAsync(async () => await Task.Yield()).AsTask());

        Assert.Same(failure, thrown);
        Assert.Same(failure, outer.Seen);
    }

    [Fact, Trait("Rule", "E2")]
    public async Task An_exit_whose_task_throws_when_its_status_is_read_skips_no_other()
    {
        var (failure, outer) = (new InvalidTimeZoneException(), new Support.RecordingManager());
        var stack = new AsyncExitStack();
        await stack.EnterContextAsync(outer);
        stack.PushExit(_ => new ValueTask<bool>(new WrongSource(null, failure), 0));

        var thrown = await Record.ExceptionAsync(() => stack.CloseAsync().AsTask());

        Assert.Same(failure, thrown);
        Assert.Same(failure, outer.Seen);
    }

    [Theory, Trait("Rule", "E2")]
    [InlineData(ValueTaskSourceStatus.Succeeded)]
    [InlineData(null)]
    public async Task An_exit_in_a_query_whose_task_throws_when_it_is_looked_at_skips_no_other(ValueTaskSourceStatus? status)
    {
        var (failure, outer) = (new InvalidTimeZoneException(), new Support.RecordingManager());
        var inner = new Support.DelegateManager<int>(_ => new(1), _ => new ValueTask<bool>(new WrongSource(status, failure), 0));

        var thrown = await Record.ExceptionAsync(
            () => (from first in outer from second in inner select second).UseAsync(async () => await Task.Yield()).AsTask());

        Assert.Same(failure, thrown);
        Assert.Same(failure, outer.Seen);
    }

    [Fact, Trait("Rule", "U3")]
    public async Task The_task_of_a_callback_is_consumed_exactly_once()
    {
        var source = new Support.CountingSource();
        var stack = new AsyncExitStack();
        stack.PushCallback(() => new ValueTask(source, 0));

        await stack.CloseAsync();

        Assert.Equal(1, source.Results);
    }

    private sealed class WrongSource(ValueTaskSourceStatus? status, Exception failure) : IValueTaskSource<bool>
    {
        public bool GetResult(short token) => throw failure;

        public ValueTaskSourceStatus GetStatus(short token) => status ?? throw failure;

        public void OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => continuation(state);
    }
}
