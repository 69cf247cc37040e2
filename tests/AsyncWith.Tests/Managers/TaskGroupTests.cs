using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

/// <summary>How children are started, and that none outlives the block.</summary>
public sealed partial class TaskGroupTests : AsyncContextManagerContract<TaskGroup>
{
    private static readonly AsyncLocal<string?> _ambient = new();

    protected override Reuse Reuse => Reuse.Reusable;

    protected override int? Held => null;

    protected override IAsyncContextManager<TaskGroup> Create() => TaskGroup.Create();

    [Fact]
    public async Task The_block_waits_for_all_children()
    {
        var go = Signal();
        Task child = Task.CompletedTask;
        var statement = Create().UseAsync(async group => { child = group.Run(async _ => await go.Task); }).AsTask();
        Assert.False(statement.IsCompleted);

        go.SetResult();
        await statement.OrTimeout();

        Assert.True(child.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task The_block_waits_for_children_that_children_start_after_it_ended()
    {
        const int Generations = 1_000;
        var blockEnded = Signal();
        var last = 0;
        TaskGroup? group = null;

        var statement = Create().UseAsync(async entered =>
        {
            group = entered;
            _ = group.Run(async _ => { await blockEnded.Task; await NextAsync(1); });
        }).AsTask();
        blockEnded.SetResult();
        await statement.OrTimeout();

        Assert.Equal(Generations, last);

        Task NextAsync(int generation)
        {
            last = generation;
            if (generation < Generations)
                _ = group!.Run(_ => NextAsync(generation + 1));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_child_gives_its_result_to_whoever_started_it()
    {
        var sum = await Create().UseAsync(async group =>
        {
            var one = group.Run(async _ => { await Task.Yield(); return 1; });
            var two = group.Run(_ => Task.FromResult(2));
            var three = group.Run(_ => new ValueTask<int>(3));
            return await one + await two + await three;
        }).OrTimeout();

        Assert.Equal(6, sum);
    }

    [Fact]
    public async Task Whatever_returns_a_task_can_be_a_child()
    {
        var runs = 0;
        Task[] children = [];

        await Create().UseAsync(async group => children =
        [
            group.Run(async token => { Assert.Equal(group.Token, token); Interlocked.Increment(ref runs); }),
            group.Run(_ => new ValueTask(RunAsync(_))),
            group.Run(token => AsyncContextManager.FromValue(1).UseAsync(async _ => await RunAsync(token))),
            group.Run(RunAsync),
            group.Run(ResultAsync),
        ]).OrTimeout();

        Assert.Equal(5, runs);
        Assert.True(children[4] is Task<int>);

        Task RunAsync(CancellationToken token)
        {
            Interlocked.Increment(ref runs);
            return Task.CompletedTask;
        }

        Task<int> ResultAsync(CancellationToken token) => Task.FromResult(Interlocked.Increment(ref runs));
    }

    [Fact]
    public Task A_child_runs_on_the_thread_pool() => SingleThreadedContext.RunAsync(async () =>
    {
        await Create().UseAsync(async group =>
        {
            await group.Run(async _ =>
            {
                Assert.True(Thread.CurrentThread.IsThreadPoolThread);
                Assert.Null(SynchronizationContext.Current);
            });
            SingleThreadedContext.AssertIsCurrent();
        });
        SingleThreadedContext.AssertIsCurrent();
    });

    [Theory, InlineData(1), InlineData(int.MaxValue)]
    public async Task A_child_sees_the_ambient_state_of_where_it_was_started(int maxConcurrency)
    {
        _ambient.Value = "caller";
        await TaskGroup.CreateBounded(maxConcurrency).UseAsync(async group =>
        {
            var children = Enumerable.Range(0, 10).Select(i =>
            {
                _ambient.Value = $"{i}";
                return group.Run(async _ =>
                {
                    await Task.Yield();
                    var seen = _ambient.Value;
                    _ambient.Value = "child";
                    return seen;
                });
            }).ToArray();
            Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), await Task.WhenAll(children));
            Assert.Equal("9", _ambient.Value);
        }).OrTimeout();
        Assert.Equal("caller", _ambient.Value);
    }

    [Fact]
    public async Task What_a_child_that_is_no_async_method_sets_stays_in_it()
    {
        await Create().UseAsync(async group =>
        {
            await group.Run(_ => { _ambient.Value = "child"; return Task.CompletedTask; });
            Assert.Null(_ambient.Value);
            Assert.Null(await group.Run(async _ => _ambient.Value));
        }).OrTimeout();
    }

    [Fact]
    public async Task Where_the_flow_of_ambient_state_is_suppressed_children_run_without_it()
    {
        _ambient.Value = "caller";

        var seen = await Create().UseAsync(async group =>
        {
            Task<string?> child;
            using (ExecutionContext.SuppressFlow())
                child = group.Run<string?>(async _ => _ambient.Value);
            return await child;
        }).OrTimeout();

        Assert.Null(seen);
    }

    [Fact]
    public async Task A_run_after_the_end_is_reported()
    {
        var ended = await Create().UseAsync(async group => group).OrTimeout();

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(async () => await ended.Run(async _ => { }));

        Assert.Contains("inside the block", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_token_is_not_entered() =>
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Create().EnterAsync(new CancellationToken(canceled: true)));

    [Fact]
    public async Task The_token_of_a_group_that_succeeded_is_not_cancelled()
    {
        var group = await Create().UseAsync(async group => { await group.Run(async _ => { }); return group; }).OrTimeout();

        Assert.False(group.Token.IsCancellationRequested);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task ForeverAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
}
