using Xunit;
using static AsyncWith.Parity.ByName.Waiting;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>TestTaskGroup</c>, those about a caller that cancels.</summary>
public sealed class TaskGroupCancellationTests : IDisposable
{
    private const int Children = 5;

    private readonly CancellationTokenSource _caller = new();
    private int _canceled;

    public void Dispose() => _caller.Dispose();

    /// <summary>Starts the children, and cancels once all of them wait.</summary>
    private async Task StartAsync(TaskGroup group, Func<CancellationToken, Task> child)
    {
        var waiting = new CountdownEvent(Children);
        var all = new TaskCompletionSource();
        for (var i = 0; i < Children; i++)
        {
            _ = group.Run(token =>
            {
                var running = child(token);
                if (waiting.Signal())
                    all.SetResult();
                return running;
            });
        }

        await all.Task;
        await _caller.CancelAsync();
    }

    private Task CountAsync(CancellationToken token) => ForeverAsync(() => Interlocked.Increment(ref _canceled), token);

    private Task<OperationCanceledException> IsCanceledAsync(Func<TaskGroup, Task> body) =>
        Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await TaskGroup.Create().UseAsync(body, _caller.Token));

    private Task<AggregateException> FailsAsync(Func<TaskGroup, Task> body) =>
        Assert.ThrowsAsync<AggregateException>(async () => await TaskGroup.Create().UseAsync(body, _caller.Token));

    [Fact]
    public async Task Cancellation()
    {
        await IsCanceledAsync(group => StartAsync(group, CountAsync));

        Assert.Equal(Children, _canceled);
    }

    [Fact]
    public async Task Taskgroup_07()
    {
        var inBlock = 0;

        await IsCanceledAsync(async group =>
        {
            await StartAsync(group, CountAsync);
            await ForeverAsync(() => inBlock++, group.Token);
        });

        Assert.Equal((Children, 1), (_canceled, inBlock));
    }

    [Fact]
    public async Task Taskgroup_08()
    {
        var thrown = await FailsAsync(group => StartAsync(group, FailInCleanupAsync));

        Assert.Equal(Children, thrown.InnerExceptions.Count);
        Assert.All(thrown.InnerExceptions, failure => Assert.IsType<DivideByZeroException>(failure));
    }

    [Fact]
    public async Task Taskgroup_11()
    {
        var thrown = await FailsAsync(async outer =>
            await TaskGroup.Create().UseAsync(inner => StartAsync(inner, FailInCleanupAsync), outer.Token));

        Assert.All(thrown.InnerExceptions, failure => Assert.IsType<DivideByZeroException>(failure));
    }

    [Fact]
    public async Task Taskgroup_12()
    {
        Task? sibling = null;

        var thrown = await FailsAsync(async outer =>
        {
            sibling = outer.Run(token => ForeverAsync(token));
            await TaskGroup.Create().UseAsync(inner => StartAsync(inner, FailInCleanupAsync), outer.Token);
        });

        Assert.All(thrown.InnerExceptions, failure => Assert.IsType<DivideByZeroException>(failure));
        Assert.True(sibling!.IsCanceled);
    }

    [Fact]
    public async Task Taskgroup_15()
    {
        var thrown = await FailsAsync(LateFailureAsync);

        Assert.Contains(thrown.InnerExceptions, failure => failure is DivideByZeroException);
    }

    [Fact]
    public async Task Taskgroup_16()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(
            () => Task.Run(async () => await TaskGroup.Create().UseAsync(LateFailureAsync, _caller.Token)));

        Assert.Contains(thrown.InnerExceptions, failure => failure is DivideByZeroException);
    }

    /// <summary>A child that ignores the cancellation fails while the block still cleans up.</summary>
    private async Task LateFailureAsync(TaskGroup group)
    {
        var started = new TaskCompletionSource();
        var cleansUp = new TaskCompletionSource();
        var child = group.Run(async _ =>
        {
            started.SetResult();
            await cleansUp.Task;
            throw new DivideByZeroException();
        });
        await started.Task;
        await _caller.CancelAsync();
        try
        {
            await ForeverAsync(group.Token);
        }
        catch (OperationCanceledException)
        {
            cleansUp.SetResult();
            await Assert.ThrowsAsync<DivideByZeroException>(() => child);
            throw;
        }
    }

    [Fact]
    public async Task Taskgroup_17()
    {
        await IsCanceledAsync(async group =>
        {
            await _caller.CancelAsync();
            await CountAsync(group.Token);
        });

        Assert.Equal(1, _canceled);
    }

    [Fact]
    public async Task Taskgroup_18()
    {
        await Assert.ThrowsAsync<FormatException>(async () => await TaskGroup.Create().UseAsync(
            async group =>
            {
                await _caller.CancelAsync();
                try { await CountAsync(group.Token); }
                catch (OperationCanceledException) { throw new FormatException(); }
            },
            _caller.Token));

        Assert.Equal(1, _canceled);
    }

    [Fact]
    public async Task Taskgroup_22()
    {
        await IsCanceledAsync(async group =>
        {
            _ = group.Run(token => ForeverAsync(token));
            _ = group.Run(token => ForeverAsync(token));
            await _caller.CancelAsync();
        });

        Assert.True(_caller.IsCancellationRequested);
    }

    [Fact]
    public async Task Error_and_cancel()
    {
        var caught = false;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            try
            {
                await TaskGroup.Create().UseAsync(
                    async group =>
                    {
                        _ = group.Run(async _ =>
                        {
                            await _caller.CancelAsync();
                            throw new InvalidOperationException();
                        });
                        await ForeverAsync(group.Token);
                    },
                    _caller.Token);
            }
            catch (AggregateException failed)
            {
                caught = failed.InnerExceptions.Any(failure => failure is InvalidOperationException);
            }

            await ForeverAsync(_caller.Token);
        });

        Assert.True(caught);
    }
}
