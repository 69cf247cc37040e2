using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    /// <summary>Creates a manager that several blocks use at the same time. The first one enters it, and the last one exits it.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="factory">Creates the manager each time that a first block enters.</param>
    /// <returns>A manager that can be entered any number of times, even concurrently and within its own block.</returns>
    /// <remarks>
    /// After a failed enter the next block enters again. A block that starts while the last one exits waits for the exit, and enters again. The exit
    /// is passed the exception of the last block, and can suppress only that. Ambient state that the manager sets is not visible to the blocks,
    /// because they do not share theirs.
    /// <code>
    /// var connections = AsyncContextManager.Shared(() => Connect());
    /// await Task.WhenAll(requests.Select(request => connections.UseAsync(async connection => await connection.SendAsync(request)).AsTask()));
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is null.</exception>
    public static IAsyncContextManager<T> Shared<T>(Func<IAsyncContextManager<T>> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new SharedManager<T>(factory);
    }

    [SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim without a wait handle holds nothing to dispose of.")]
    [DebuggerStepThrough, StackTraceHidden]
    private sealed class SharedManager<T>(Func<IAsyncContextManager<T>> factory) : IAsyncContextManager<T>, INamedManager
    {
        private const string NotEntered =
            "ExitAsync was called on a shared context manager that has no user. Await EnterAsync first, or let UseAsync call both.";

        private const string FactoryReturnedNull =
            "The factory of a shared context manager returned null. Return a new manager each time.";

        private const string FactoryReturnedShared =
            "The factory of a shared context manager returned the shared manager itself, which would wait for itself. "
            + "Return a new manager each time.";

        // Held while the shared manager enters or exits, never while a block runs.
        private readonly SemaphoreSlim _gate = new(1);
        private ExitStackEntry? _entered;
        private T? _resource;
        private int _users;

        public string Name => nameof(Shared);

        public override string ToString() => _users switch
        {
            0 => $"Shared {typeof(T).Name}",
            1 => $"Shared {typeof(T).Name}, 1 user",
            var users => $"Shared {typeof(T).Name}, {users} users",
        };

        public async ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
        {
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(true);
            try
            {
                if (_users == 0)
                {
                    var made = factory() ?? throw new InvalidOperationException(FactoryReturnedNull);
                    if (made == this)
                        throw new InvalidOperationException(FactoryReturnedShared);
                    var entry = ExitStackEntry.Observe(made) ?? ExitStackEntry.Of(made);
                    _resource = entry.Entered(await ManagerEnter.CallAsync(made, cancellationToken).Outcome(continueOnCapturedContext: false));
                    _entered = entry;
                }

                _users++;
                return _resource!;
            }
            finally
            {
                _gate.Release();
            }
        }

        public async ValueTask<bool> ExitAsync(Exception? exception)
        {
            await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(true);
            try
            {
                if (_users == 0)
                    throw new InvalidOperationException(NotEntered);
                if (--_users > 0)
                    return false;

                var entry = _entered!;
                (_entered, _resource) = (null, default);
                var exit = await ExitSource.CallAsync(entry, exception).Outcome(continueOnCapturedContext: false);
                entry.Exited(exit, exception);
                return exit.ValueOrThrow();
            }
            finally
            {
                _gate.Release();
            }
        }
    }
}
