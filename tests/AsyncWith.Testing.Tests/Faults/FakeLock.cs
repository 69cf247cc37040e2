using Medallion.Threading;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>A lock, or a semaphore, that may fail to be acquired and to be released.</summary>
internal sealed class FakeLock(Fakes fakes) : IDistributedLock, IDistributedSemaphore
{
    public string Name => "fake";

    public int MaxCount => 1;

    public async ValueTask<IDistributedSynchronizationHandle?> TryAcquireAsync(
        TimeSpan timeout = default, CancellationToken cancellationToken = default)
    {
        await fakes.StepAsync("acquire lock", cancellationToken);
        return new Handle(fakes);
    }

    public async ValueTask<IDistributedSynchronizationHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        (await TryAcquireAsync(timeout ?? Timeout.InfiniteTimeSpan, cancellationToken))!;

    public IDistributedSynchronizationHandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IDistributedSynchronizationHandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    private sealed class Handle(Fakes fakes) : IDistributedSynchronizationHandle
    {
        private readonly IDisposable _handle = fakes.Handles.Take();
        private readonly CancellationTokenSource _lost = new();

        public CancellationToken HandleLostToken => _lost.Token;

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            _handle.Dispose();
            _lost.Dispose();
            await fakes.StepAsync("release lock");
        }

        public void Dispose() => throw new NotSupportedException();
    }
}
