using AsyncWith.Diagnostics;

namespace AsyncWith;

/// <inheritdoc/>
internal sealed class ConcurrentEnter<T>(IAsyncContextManager<T> manager) : ConcurrentEnter
{
    private IAsyncContextManager<T> _manager = manager;

    /// <summary>The resource of the manager.</summary>
    internal T Resource { get; private set; } = default!;

    internal override async Task RunAsync(CancellationToken cancellationToken)
    {
        _manager = Observation.Observe(_manager);
        Resource = await _manager.EnterAsync(cancellationToken).ConfigureAwait(false);
        IsEntered = true;
    }

    internal override void PushExit(AsyncExitStack stack) => stack.PushExit(_manager);
}
