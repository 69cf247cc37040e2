using AsyncWith.Tests.Support;
using Medallion.Threading;
using IHandle = Medallion.Threading.IDistributedSynchronizationHandle;

namespace AsyncWith.Leases.Tests.Support;

/// <summary>A lock in memory that does what real ones do too seldom: every interleaving, failures, a loss that it cannot report.</summary>
internal sealed class FakeLock : IDistributedLock, IDistributedSemaphore, IDistributedReaderWriterLock
{
    private int _held;

    public string Name => "fake";

    public int MaxCount => int.MaxValue;

    public int Held => Volatile.Read(ref _held);

    public Interleaving Acquiring { get; init; }

    public Interleaving Releasing { get; init; }

    public Exception? AcquireFailure { get; init; }

    public Exception? ReleaseFailure { get; init; }

    public bool ReportsLoss { get; init; } = true;

    /// <summary>What the enters asked for.</summary>
    public List<(string Kind, TimeSpan Timeout, CancellationToken Token)> Asked { get; } = [];

    public CancellationTokenSource Lost { get; } = new();

    ValueTask<IHandle?> IDistributedLock.TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        AcquireAsync("lock", timeout, cancellationToken);

    ValueTask<IHandle?> IDistributedSemaphore.TryAcquireAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        AcquireAsync("semaphore", timeout, cancellationToken);

    ValueTask<IHandle?> IDistributedReaderWriterLock.TryAcquireReadLockAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        AcquireAsync("read", timeout, cancellationToken);

    ValueTask<IHandle?> IDistributedReaderWriterLock.TryAcquireWriteLockAsync(TimeSpan timeout, CancellationToken cancellationToken) =>
        AcquireAsync("write", timeout, cancellationToken);

    IHandle? IDistributedLock.TryAcquire(TimeSpan timeout, CancellationToken cancellationToken) => throw Unused();

    IHandle IDistributedLock.Acquire(TimeSpan? timeout, CancellationToken cancellationToken) => throw Unused();

    ValueTask<IHandle> IDistributedLock.AcquireAsync(TimeSpan? timeout, CancellationToken cancellationToken) => throw Unused();

    IHandle? IDistributedSemaphore.TryAcquire(TimeSpan timeout, CancellationToken cancellationToken) => throw Unused();

    IHandle IDistributedSemaphore.Acquire(TimeSpan? timeout, CancellationToken cancellationToken) => throw Unused();

    ValueTask<IHandle> IDistributedSemaphore.AcquireAsync(TimeSpan? timeout, CancellationToken cancellationToken) => throw Unused();

    IHandle? IDistributedReaderWriterLock.TryAcquireReadLock(TimeSpan timeout, CancellationToken cancellationToken) => throw Unused();

    IHandle IDistributedReaderWriterLock.AcquireReadLock(TimeSpan? timeout, CancellationToken cancellationToken) => throw Unused();

    ValueTask<IHandle> IDistributedReaderWriterLock.AcquireReadLockAsync(TimeSpan? timeout, CancellationToken cancellationToken) =>
        throw Unused();

    IHandle? IDistributedReaderWriterLock.TryAcquireWriteLock(TimeSpan timeout, CancellationToken cancellationToken) => throw Unused();

    IHandle IDistributedReaderWriterLock.AcquireWriteLock(TimeSpan? timeout, CancellationToken cancellationToken) => throw Unused();

    ValueTask<IHandle> IDistributedReaderWriterLock.AcquireWriteLockAsync(TimeSpan? timeout, CancellationToken cancellationToken) =>
        throw Unused();

    private static InvalidOperationException Unused() => new("A lease acquires with the asynchronous form that says whether it was in time.");

    private ValueTask<IHandle?> AcquireAsync(string kind, TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (Asked)
            Asked.Add((kind, timeout, cancellationToken));
        return Acquiring.RunAsync<IHandle?>(() =>
        {
            if (AcquireFailure is not null)
                throw AcquireFailure;
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _held);
            return new Handle(this);
        });
    }

    private sealed class Handle(FakeLock owner) : IHandle
    {
        public CancellationToken HandleLostToken => owner.ReportsLoss ? owner.Lost.Token : CancellationToken.None;

        public void Dispose() => throw Unused();

        public ValueTask DisposeAsync() => owner.Releasing.RunAsync(() =>
        {
            Interlocked.Decrement(ref owner._held);
            if (owner.ReleaseFailure is not null)
                throw owner.ReleaseFailure;
        });
    }
}
