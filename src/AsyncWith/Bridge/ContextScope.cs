using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>An entered context manager for an <c>await using</c> block. <c>manager.BeginAsync()</c> returns it.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// <c>await using</c> does not pass on how its block ended. Therefore the last statement of the block marks success:
/// <code>
/// await using var scope = await manager.BeginAsync(cancellationToken);
/// await scope.Resource.WorkAsync();
/// scope.Complete();
/// </code>
/// Without <see cref="Complete"/> the manager is exited with a <see cref="ScopeNotCompletedException"/>. It is not passed the exception of the block
/// itself, and cannot suppress it. <c>UseAsync</c> does both.
/// </remarks>
[DebuggerDisplay("{State,nq}")]
public sealed class ContextScope<T> : IAsyncDisposable
{
    private readonly IAsyncContextManager<T> _manager;
    private readonly StrongBox<ObservedUse<T>>? _observed;
    private readonly AmbientSnapshot? _before;
    private bool _completed;
    private int _disposed;

    internal ContextScope(IAsyncContextManager<T> manager, StrongBox<ObservedUse<T>>? observed, T resource, AmbientSnapshot? before)
    {
        _manager = manager;
        _observed = observed;
        _before = before;
        Resource = resource;
    }

    /// <summary>The resource of the manager.</summary>
    public T Resource { get; }

    private string State => _disposed != 0 ? "exited" : _completed ? "completed" : "entered";

    /// <summary>Marks the block as successful. The manager is then exited without an exception.</summary>
    /// <exception cref="ObjectDisposedException">The scope was disposed before, and the manager was exited as after a failure.</exception>
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

    /// <summary>Describes the manager, and whether it is entered.</summary>
    /// <returns>A text for debuggers and logs.</returns>
    public override string ToString() => $"{_manager}, {State}";

    private async ValueTask ExitAsync()
    {
        var exception = _completed ? null : new ScopeNotCompletedException();
        _observed?.Value.Exiting(exception);
        var exiting = exception is null ? ManagerExit.CallAsync(_manager, null) : FailureExit.RunAsync(_manager, exception);
        var exit = await exiting.Outcome(continueOnCapturedContext: false);
        _observed?.Value.Exited(exit, exception);
        exit.ValueOrThrow();
    }
}
