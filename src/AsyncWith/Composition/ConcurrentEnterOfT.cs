using AsyncWith.Internal;

namespace AsyncWith;

/// <inheritdoc/>
internal sealed class ConcurrentEnter<T>(IAsyncContextManager<T> manager) : ConcurrentEnter
{
    private ExitStackEntry? _entry;

    /// <summary>The resource of the manager.</summary>
    internal T Resource { get; private set; } = default!;

    internal override async Task RunAsync(CancellationToken cancellationToken)
    {
        var entry = ExitStackEntry.Observe(manager) ?? ExitStackEntry.Of(manager);
        Resource = entry.Entered(await ManagerEnter.CallAsync(manager, cancellationToken).Outcome(continueOnCapturedContext: false));
        _entry = entry;
        IsEntered = true;
    }

    internal override void PushExit(AsyncExitStack stack) => stack.Push(_entry!);
}
