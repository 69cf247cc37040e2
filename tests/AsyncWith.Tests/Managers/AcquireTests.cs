using AsyncWith.Tests.Contract;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Tests.Managers;

/// <summary>Each block holds one place of the semaphore.</summary>
public sealed class AcquireTests : AsyncContextManagerContract<SemaphoreSlim>
{
    private const int Places = 2; // enough for a block inside a block
    private readonly List<SemaphoreSlim> _semaphores = [];

    protected override Reuse Reuse => Reuse.Reentrant;

    protected override int? Held
    {
        get
        {
            lock (_semaphores)
                return _semaphores.Sum(semaphore => Places - semaphore.CurrentCount);
        }
    }

    protected override IAsyncContextManager<SemaphoreSlim> Create()
    {
        var semaphore = new SemaphoreSlim(Places);
        lock (_semaphores)
            _semaphores.Add(semaphore);
        return semaphore.Acquire();
    }

    [Fact]
    public async Task A_block_waits_until_there_is_a_place()
    {
        using var semaphore = new SemaphoreSlim(1);
        var @lock = semaphore.Acquire();
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var first = @lock.UseAsync(async held => { Assert.Same(semaphore, held); await leave.Task; }).AsTask();
        var second = @lock.UseAsync(async () => { }).AsTask();
        Assert.False(second.IsCompleted);
        leave.SetResult();
        await Task.WhenAll(first, second).OrTimeout();

        Assert.Equal(1, semaphore.CurrentCount);
    }

    [Fact]
    public async Task One_manager_serves_many_at_once()
    {
        using var semaphore = new SemaphoreSlim(1);
        var @lock = semaphore.Acquire();
        var (inside, sum) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(async () => await @lock.UseAsync(async () =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            await Task.Yield();
            sum++;
            Interlocked.Decrement(ref inside);
        })))).OrTimeout();

        Assert.Equal(1_000, sum);
        Assert.Equal(1, semaphore.CurrentCount);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_holds_nothing()
    {
        using var semaphore = new SemaphoreSlim(0);
        using var caller = new CancellationTokenSource();
        var manager = semaphore.Acquire();

        var waiting = manager.EnterAsync(caller.Token).AsTask();
        await caller.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting.OrTimeout());
        semaphore.Release();

        Assert.Equal(1, semaphore.CurrentCount);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.ExitAsync(null));
        await manager.UseAsync(async () => { }).OrTimeout();
    }

    [Fact]
    public async Task A_wait_that_is_granted_and_cancelled_at_once_loses_no_place()
    {
        const int Rounds = 2_000;
        using var semaphore = new SemaphoreSlim(0);
        using var together = new Barrier(2);
        var manager = semaphore.Acquire();

        for (var round = 0; round < Rounds; round++)
        {
            using var caller = new CancellationTokenSource();
            var block = manager.UseAsync(async () => { }, caller.Token).AsTask();
            var cancelling = Task.Run(() => { together.SignalAndWait(); caller.Cancel(); });
            together.SignalAndWait();
            semaphore.Release();
            await cancelling;
            await block.OrTimeout().ContinueWith(_ => { }, TaskScheduler.Default);

            Assert.True(block.IsCompletedSuccessfully || block.IsCanceled);
            Assert.Equal(1, semaphore.CurrentCount);
            await semaphore.WaitAsync();
        }
    }

    [Fact]
    public async Task An_exit_too_many_at_the_same_time_loses_no_place()
    {
        const int Rounds = 200_000;
        using var semaphore = new SemaphoreSlim(1);
        var manager = semaphore.Acquire();
        var done = false;
        var misusing = Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                var exit = manager.ExitAsync(null).AsTask();
                await exit.ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });

        for (var round = 0; round < Rounds; round++)
        {
            await manager.EnterAsync().OrTimeout();
            var exit = manager.ExitAsync(null).AsTask(); // reported where the one too many came first
            await exit.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        Volatile.Write(ref done, true);
        await misusing.OrTimeout();
        Assert.Equal(1, semaphore.CurrentCount);
    }

    [Fact]
    public async Task An_exit_too_many_adds_no_place()
    {
        using var semaphore = new SemaphoreSlim(1);
        var manager = semaphore.Acquire();

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(async () => await manager.ExitAsync(null));

        Assert.Contains("EnterAsync first", misuse.Message, StringComparison.Ordinal);
        Assert.Equal(1, semaphore.CurrentCount);
    }
}
