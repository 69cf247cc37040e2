using System.Diagnostics.CodeAnalysis;

namespace AsyncWith.Internal;

/// <summary>The token of a block. Its manager or the caller's token cancels it. It leaves no registration on the caller's token.</summary>
/// <remarks>It is a field of its owner and is never copied. As an object it would take 24 bytes more for each block.</remarks>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "A source without timer and links holds nothing to dispose of, and children of the block may still ask for its token.")]
internal struct BlockCancellation
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;
    private Task? _callbacks;

    internal BlockCancellation(CancellationToken caller)
    {
        Caller = caller;
        _source = new CancellationTokenSource();
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>The token that the manager was entered with.</summary>
    internal readonly CancellationToken Caller { get; }

    internal readonly CancellationToken Token => _source.Token;

    /// <summary>A lock for the owner.</summary>
    internal readonly object SyncRoot => _source;

    /// <summary>Cancels the token. Registered callbacks run on another thread, so the owner may hold a lock.</summary>
    /// <returns>Whether this is the first call.</returns>
    internal bool Cancel()
    {
        lock (_source)
        {
            if (_callbacks is not null)
                return false;
            _callbacks = _source.CancelAsync();
            return true;
        }
    }

    /// <summary>Unregisters from the caller's token without waiting.</summary>
    /// <remarks>Disposing of the registration would wait for the caller's <c>Cancel</c>, which may be waiting for the block.</remarks>
    internal readonly void Unregister() => _registration.Unregister();

    /// <summary>Unregisters from the caller's token. If the manager cancelled this token, it waits for the registered callbacks.</summary>
    /// <returns>What the registered callbacks threw.</returns>
    internal readonly ValueTask<Exception?> EndAsync()
    {
        Unregister();
        return Volatile.Read(in _callbacks) is { } callbacks ? AwaitAsync(callbacks) : default;

        static async ValueTask<Exception?> AwaitAsync(Task callbacks)
        {
            await callbacks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return TaskExceptions.GetException(callbacks);
        }
    }
}
