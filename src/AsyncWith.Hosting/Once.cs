namespace AsyncWith.Hosting;

/// <summary>Runs something once. Later callers wait for the first run.</summary>
internal sealed class Once
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    internal bool HasBegun => Volatile.Read(ref _begun) != 0;

    /// <summary>Does it, or waits until it is done.</summary>
    /// <param name="action">What to do.</param>
    /// <exception cref="Exception">What <paramref name="action"/> threw, the same instance for everybody.</exception>
    internal async Task RunAsync(Func<Task> action)
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0)
        {
            try
            {
                await action().ConfigureAwait(false);
                _ended.SetResult();
            }
            catch (Exception exception)
            {
                _ended.SetException(exception);
            }
        }

        await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>Waits until it is done, whether it fails or not.</summary>
    internal async Task WaitAsync() => await _ended.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
