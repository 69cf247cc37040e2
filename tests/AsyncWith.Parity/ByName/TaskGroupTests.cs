using Xunit;
using static AsyncWith.Parity.ByName.Waiting;

namespace AsyncWith.Parity.ByName;

/// <summary>Counterparts of CPython's <c>TestTaskGroup</c>, those about children that succeed, and about wrong use.</summary>
public sealed class TaskGroupTests
{
    private readonly TaskCompletionSource _go = new();

    private async Task<int> AfterAsync(int result)
    {
        await _go.Task;
        return result;
    }

    [Fact]
    public async Task Taskgroup_01()
    {
        Task<int>? first = null, second = null;
        await TaskGroup.Create().UseAsync(async group =>
        {
            first = group.Run(_ => AfterAsync(42));
            second = group.Run(_ => AfterAsync(11));
            _go.SetResult();
        });

        Assert.True(first!.IsCompletedSuccessfully && second!.IsCompletedSuccessfully);
        Assert.Equal((42, 11), (await first, await second));
    }

    [Fact]
    public async Task Taskgroup_02()
    {
        Task<int>? first = null, second = null;
        await TaskGroup.Create().UseAsync(async group =>
        {
            first = group.Run(_ => Task.FromResult(42));
            await first;
            second = group.Run(_ => AfterAsync(11));
            _go.SetResult();
        });

        Assert.Equal((42, 11), (await first!, await second!));
    }

    [Fact]
    public async Task Taskgroup_03()
    {
        using var own = new CancellationTokenSource();
        Task? first = null;
        Task<int>? second = null;
        await TaskGroup.Create().UseAsync(async group =>
        {
            first = group.Run(_ => ForeverAsync(own.Token));
            await own.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            Assert.False(group.Token.IsCancellationRequested);
            second = group.Run(_ => Task.FromResult(11));
        });

        Assert.True(first!.IsCanceled);
        Assert.Equal(11, await second!);
    }

    [Fact]
    public async Task Taskgroup_24()
    {
        var grandchildren = 0;
        await TaskGroup.Create().UseAsync(async group =>
        {
            _ = group.Run(async token =>
            {
                await _go.Task;
                for (var i = 0; i < 2; i++)
                    _ = group.Run(async token => Interlocked.Increment(ref grandchildren));
            });
            _go.SetResult();
        });

        Assert.Equal(2, grandchildren);
    }

    [Fact]
    public async Task Taskgroup_already_entered()
    {
        var manager = TaskGroup.Create();

        await manager.UseAsync(async _ =>
        {
            var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.UseAsync(async _ => { }));
            Assert.Contains("entered already", thrown.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Taskgroup_finished()
    {
        TaskGroup? finished = null;
        await TaskGroup.Create().UseAsync(async group => finished = group);

        var ran = false;
        var thrown = Assert.Throws<InvalidOperationException>(() => { _ = finished!.Run(async _ => ran = true); });

        Assert.Contains("have ended", thrown.Message, StringComparison.Ordinal);
        Assert.False(ran);
    }
}
