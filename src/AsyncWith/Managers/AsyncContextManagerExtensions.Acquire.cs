using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>Creates a manager that waits for <paramref name="semaphore"/>, and releases it after the block.</summary>
    /// <param name="semaphore">The semaphore. With a maximum count of one it is a lock. The manager does not dispose of it.</param>
    /// <returns>
    /// A manager that can be entered any number of times, even concurrently. Each block waits for the semaphore. Keep one manager beside the
    /// semaphore, or create one for each block. Its resource is the semaphore.
    /// </returns>
    /// <remarks>
    /// <code>
    /// private readonly SemaphoreSlim _gate = new(1);
    ///
    /// public ValueTask AddAsync(Entry entry, CancellationToken cancellationToken) =>
    ///     _gate.Acquire().UseAsync(async () => await _journal.AppendAsync(entry), cancellationToken);
    /// </code>
    /// The token that is passed to the statement cancels the wait. The enter then throws <see cref="OperationCanceledException"/>, and the semaphore
    /// is not held. A semaphore is not reentrant: a block that enters the lock that it holds waits forever.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="semaphore"/> is null.</exception>
    public static IAsyncContextManager<SemaphoreSlim> Acquire(this SemaphoreSlim semaphore)
    {
        ArgumentNullException.ThrowIfNull(semaphore);
        return new SemaphoreManager(semaphore);
    }

    [DebuggerStepThrough, StackTraceHidden]
    private sealed class SemaphoreManager(SemaphoreSlim semaphore) : IAsyncContextManager<SemaphoreSlim>
    {
        private const string NotEntered =
            "ExitAsync was called on a context manager that does not hold its semaphore. Await EnterAsync first, or let UseAsync call both.";

        private int _held;

        public override string ToString() => $"SemaphoreSlim ({Volatile.Read(ref _held)} held)";

        public ValueTask<SemaphoreSlim> EnterAsync(CancellationToken cancellationToken = default)
        {
            var waiting = semaphore.WaitAsync(cancellationToken);
            if (!waiting.IsCompletedSuccessfully)
                return AwaitAsync(waiting);

            Interlocked.Increment(ref _held);
            return new ValueTask<SemaphoreSlim>(semaphore);
        }

        public ValueTask<bool> ExitAsync(Exception? exception)
        {
            // Never below zero, not even for a moment: the exit that is right could meet that.
            var held = Volatile.Read(ref _held);
            while (held > 0)
            {
                var before = Interlocked.CompareExchange(ref _held, held - 1, held);
                if (before == held)
                {
                    semaphore.Release();
                    return default;
                }

                held = before;
            }

            return TaskExceptions.ToValueTask<bool>(new InvalidOperationException(NotEntered)); // an extra place would let two into a lock
        }

        private async ValueTask<SemaphoreSlim> AwaitAsync(Task waiting)
        {
            await waiting.ConfigureAwait(false);
            Interlocked.Increment(ref _held);
            return semaphore;
        }
    }
}
