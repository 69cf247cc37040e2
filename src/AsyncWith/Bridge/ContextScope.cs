using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>An entered context manager in the shape that <c>await using</c> needs; made by <c>manager.BeginAsync()</c>.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// <c>await using</c> does not tell how its block ended, so the block says that it succeeded, as its last statement:
/// <code>
/// await using var scope = await manager.BeginAsync(cancellationToken);
/// await scope.Resource.WorkAsync();
/// scope.Complete();
/// </code>
/// Without <see cref="Complete"/> the manager is exited with a <see cref="ScopeNotCompletedException"/>. It never sees the exception of the
/// block itself, and cannot suppress it: <c>UseAsync</c> can do both.
/// </remarks>
[DebuggerDisplay("{State,nq}")]
public sealed class ContextScope<T> : IAsyncDisposable
{
    private readonly IAsyncContextManager<T> _manager;
    private readonly AmbientSnapshot? _before;
    private bool _completed;
    private int _disposed;

    internal ContextScope(IAsyncContextManager<T> manager, T resource, AmbientSnapshot? before)
    {
        _manager = manager;
        _before = before;
        Resource = resource;
    }

    /// <summary>What the manager handed over.</summary>
    public T Resource { get; }

    private string State => _disposed != 0 ? "exited" : _completed ? "completed" : "entered";

    /// <summary>Says that the block succeeded: the manager is exited without an exception.</summary>
    /// <exception cref="ObjectDisposedException">The scope was disposed before, and the manager exited as after a failure.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        _completed = true;
    }

    /// <summary>Exits the manager, once: without an exception after <see cref="Complete"/>, else with a
    /// <see cref="ScopeNotCompletedException"/>.</summary>
    /// <returns>A task that completes when the manager has been exited. What the manager returns is ignored.</returns>
    /// <exception cref="Exception">What the exit threw.</exception>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return default;

        return _before is null ? ExitAsync() : _before.RestoreAfter(ExitAsync());
    }

    /// <summary>The manager, and whether it is entered.</summary>
    /// <returns>A text for debuggers and logs.</returns>
    public override string ToString() => $"{_manager}, {State}";

    private async ValueTask ExitAsync()
    {
        if (_completed)
            await _manager.ExitAsync(null).ConfigureAwait(false);
        else
            await FailureExit.RunAsync(_manager, new ScopeNotCompletedException()).ConfigureAwait(false);
    }
}
