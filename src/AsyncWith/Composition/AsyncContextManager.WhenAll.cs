using System.Runtime.ExceptionServices;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManager
{
    /// <summary>Several managers as one, entered concurrently and exited one after the other, the last one first.</summary>
    /// <typeparam name="T">The type of the resources.</typeparam>
    /// <param name="managers">The managers to enter.</param>
    /// <returns>A manager that hands over the resources in the order of <paramref name="managers"/>, and can be entered as often as these.</returns>
    /// <remarks>
    /// If entering one fails, the others are awaited, those that succeeded are exited with the failure, and the failure goes on. Of several
    /// failures the first in order goes on, a cancellation last, with the others inside it. Ambient state set by concurrent enters is not
    /// visible to the block.
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
            var enters = Array.ConvertAll(parts, manager => EnterAsync(manager, cancellationToken));
            await Task.WhenAll((IEnumerable<Task>)enters).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

            for (var i = 0; i < parts.Length; i++)
            {
                if (enters[i].IsCompletedSuccessfully)
                    stack.PushExit(parts[i]);
            }

            if (FailureOf(enters) is { } failure)
                ExceptionDispatchInfo.Throw(failure);
            return new(Array.ConvertAll(enters, enter => enter.Result));
        });

        // An async method of its own: what one enter throws, or sets as ambient state, does not touch the next.
        static async Task<T> EnterAsync(IAsyncContextManager<T> manager, CancellationToken cancellationToken) =>
            await manager.EnterAsync(cancellationToken);
    }

    private static Exception? FailureOf(Task[] enters)
    {
        var failures = enters.Select(TaskExceptions.GetException).OfType<Exception>().OrderBy(failure => failure is OperationCanceledException).ToList();
        foreach (var other in failures.Skip(1))
            ExceptionContext.Attach(failures[0], other, since: 0);
        return failures.FirstOrDefault();
    }
}
