using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>A manager that takes one place of <paramref name="semaphore"/> for its block, waiting until there is one.</summary>
    /// <param name="semaphore">The semaphore. With one place it is a lock. The manager does not dispose of it.</param>
    /// <returns>
    /// A manager that can be entered any number of times, also at once: each block takes a place. Keep one beside the semaphore, or make one for each
    /// block. It hands over the semaphore.
    /// </returns>
    /// <remarks>
    /// <code>
    /// private readonly SemaphoreSlim _gate = new(1);
    ///
    /// public ValueTask AddAsync(Entry entry, CancellationToken cancellationToken) =>
    ///     _gate.Acquire().UseAsync(async () => await _journal.AppendAsync(entry), cancellationToken);
    /// </code>
    /// The caller's token, the one given to the statement, cancels the wait: entering throws <see cref="OperationCanceledException"/> then and holds
    /// nothing. A semaphore does not know who holds its places: a block that enters a lock that it is inside of waits for itself.
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
            "ExitAsync was called on a semaphore's manager that holds no place. Await EnterAsync first, or let UseAsync call both.";

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
