using System.Diagnostics.CodeAnalysis;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>The token of a block: cancelled by its manager, or by the caller's token. Leaves no registration there.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer and links holds nothing to dispose of, and children of the block may still ask for its token.")]
internal sealed class BlockCancellation
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _registration;
    private Task? _callbacks;

    internal BlockCancellation(CancellationToken caller)
    {
        Caller = caller;
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>The token that the manager was entered with.</summary>
    internal CancellationToken Caller { get; }

    internal CancellationToken Token => _source.Token;

    /// <summary>
    /// Cancels the token. What is registered on it runs elsewhere, so it is safe to call under a lock: the owner calls it under the
    /// one that also decides that the block has ended.
    /// </summary>
    internal void Cancel() => _callbacks ??= _source.CancelAsync();

    /// <summary>Lets the caller's token go and waits for what is registered on this one, if the manager cancelled it.</summary>
    /// <returns>What the registered callbacks threw.</returns>
    internal async ValueTask<Exception?> EndAsync()
    {
        // Not Dispose: it would block this thread while the caller's Cancel runs, and that may be waiting for us.
        _registration.Unregister();
        if (_callbacks is null)
            return null;

        await _callbacks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return TaskExceptions.GetException(_callbacks);
    }
}
