namespace AsyncWith.Xunit.Failing;

/// <summary>
/// The managers of tests that ran into their timeout. xunit does not wait for them, and what goes on after the last test may be lost: so a test
/// waits for them.
/// </summary>
internal static class LateExits
{
    private static readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private static int _left = 2;

    internal static Task All => _all.Task;

    /// <summary>A manager to wait for. The first that a test enters exits last.</summary>
    internal static IAsyncContextManager<int> Await() => AsyncContextManager.FromAcquireRelease(_ => ValueTask.FromResult(0), async (_, _) =>
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _all.SetResult();
    });
}
