using AsyncWith.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>One await of <see cref="Scope.Enter"/>. It enters the manager, and is the entry in the scope's list of exits.</summary>
internal sealed class EnterStep<T> : ExitStackEntry
{
    private readonly CancellationToken _cancellationToken;
    private IAsyncContextManager<T> _manager;
    private ValueTask<T> _entering;

    internal EnterStep(IAsyncContextManager<T> manager, CancellationToken cancellationToken)
    {
        _manager = manager;
        _cancellationToken = cancellationToken;
        Next = this; // until it is started
    }

    internal bool IsStarted => Next != this;

    /// <summary>Enters the manager.</summary>
    /// <returns>Whether the enter has completed.</returns>
    internal bool Start(ScopeFrame scope)
    {
        Next = null;
        try
        {
            _manager = Observation.Observe(_manager);
            _entering = _manager.EnterAsync(_cancellationToken);
        }
        catch (Exception exception)
        {
            _entering = TaskExceptions.ToValueTask<T>(exception);
            return true;
        }

        if (_entering.IsCompletedSuccessfully)
        {
            scope.Push(this);
            return true;
        }

        _entering = Handoff.ToValueTask(RegisterAsync(_entering, scope));
        return _entering.IsCompleted;
    }

    internal T GetResult() => _entering.GetAwaiter().GetResult();

    internal void UnsafeOnCompleted(Action continuation) => _entering.GetAwaiter().UnsafeOnCompleted(continuation);

    internal override ValueTask<bool> ExitAsync(Exception? exception) => _manager.ExitAsync(exception);

    private async ValueTask<Handoff<T>> RegisterAsync(ValueTask<T> entering, ScopeFrame scope)
    {
        var resource = (await entering.Outcome(continueOnCapturedContext: false)).ValueOrThrow();
        scope.Push(this);
        return new Handoff<T>(resource);
    }
}
