using System.Runtime.ExceptionServices;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    /// <summary>Several managers as one, entered concurrently and exited one after the other, the last one first.</summary>
    /// <typeparam name="T">The type of the resources.</typeparam>
    /// <param name="managers">The managers to enter.</param>
    /// <returns>A manager that hands over the resources in the order of <paramref name="managers"/>, and can be entered as often as these.</returns>
    /// <remarks>
    /// If one enter fails, the token of the others is cancelled. They are awaited, those that succeeded are exited with the failure, and the failure
    /// propagates. Of several failures the first in the order of <paramref name="managers"/> propagates, a cancellation last, with the others as its
    /// context. A cancellation that the first failure caused is not reported. Ambient state that an enter sets is not visible to the block.
    /// <code>
    /// await AsyncContextManager.WhenAll(Connect("a"), Connect("b")).UseAsync(async connections => await CopyAsync(connections[0], connections[1]));
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="managers"/> is null.</exception>
    /// <exception cref="ArgumentException">One of <paramref name="managers"/> is null.</exception>
    public static IAsyncContextManager<T[]> WhenAll<T>(params IAsyncContextManager<T>[] managers)
    {
        ArgumentNullException.ThrowIfNull(managers);
        if (managers.Contains(null))
            throw new ArgumentException("A context manager is null. Pass managers only.", nameof(managers));

        var parts = managers.ToArray();
        return new ExitStackManager<T[]>(async (stack, cancellationToken) =>
        {
            var enters = new ConcurrentEnters<T>(parts.ToArray(), cancellationToken);
            return new(await enters.RunAsync(stack).ConfigureAwait(false));
        }, $"WhenAll of {parts.Length}");
    }

    /// <summary>The managers of one block, entered at the same time.</summary>
    private sealed class ConcurrentEnters<T>(IAsyncContextManager<T>[] managers, CancellationToken caller)
    {
        private BlockCancellation _cancellation = new(caller);
        private readonly T[] _resources = new T[managers.Length];
        private readonly bool[] _isEntered = new bool[managers.Length];
        private readonly Exception?[] _failures = new Exception?[managers.Length];

        internal async ValueTask<T[]> RunAsync(AsyncExitStack stack)
        {
            stack.PushExit(async _ =>
            {
                await _cancellation.EndAsync().ConfigureAwait(false); // after the exits: until then the caller's token may matter to what was entered
                return false;
            });
            await Task.WhenAll(Enumerable.Range(0, managers.Length).Select(EnterAsync)).ConfigureAwait(false);
            for (var i = 0; i < managers.Length; i++)
            {
                if (_isEntered[i])
                    stack.PushExit(managers[i]);
            }

            if (FirstFailure() is { } failure)
                ExceptionDispatchInfo.Throw(ExceptionContext.Attach(failure, await _cancellation.EndAsync().ConfigureAwait(false), since: 0));
            return _resources;
        }

        // An async method of its own: what one enter throws, or sets as ambient state, does not touch the next.
        private async Task EnterAsync(int index)
        {
            try
            {
                var entering = (managers[index] = Observation.Observe(managers[index])).EnterAsync(_cancellation.Token);
                _resources[index] = await entering.ConfigureAwait(false);
                _isEntered[index] = true;
            }
            catch (Exception exception)
            {
                var isFirst = _cancellation.Cancel();
                if (isFirst || caller.IsCancellationRequested || exception is not OperationCanceledException)
                    _failures[index] = exception; // else the first failure is its cause
            }
        }

        private Exception? FirstFailure()
        {
            var failures = _failures.OfType<Exception>().OrderBy(failure => failure is OperationCanceledException).ToList();
            foreach (var other in failures.Skip(1))
                ExceptionContext.Attach(failures[0], other, since: 0);
            return failures.FirstOrDefault();
        }
    }
}
