using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>One await of <see cref="Scope.Enter"/>. It enters the manager, and is the entry in the scope's list of exits.</summary>
internal sealed class EnterStep<T> : ExitStackEntry
{
    private readonly CancellationToken _cancellationToken;
    private readonly IAsyncContextManager<T> _manager;
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
        var entry = Observe(_manager) ?? this;
        bool isEntered;
        try
        {
            _entering = _manager.EnterAsync(_cancellationToken);
            isEntered = _entering.IsCompletedSuccessfully;
            if (isEntered)
                _entering = new ValueTask<T>(_entering.Result); // in the try, since a task source of other code may throw when it is read
        }
        catch (Exception exception)
        {
            entry.NotEntered(exception);
            _entering = TaskExceptions.ToValueTask<T>(exception);
            return true;
        }

        if (isEntered)
        {
            if (entry != this)
                entry.Entered();
            scope.Push(entry);
            return true;
        }

        _entering = Handoff.ToValueTask(RegisterAsync(_entering, scope, entry));
        return _entering.IsCompleted;
    }

    internal T GetResult() => _entering.GetAwaiter().GetResult();

    internal void UnsafeOnCompleted(Action continuation) => _entering.GetAwaiter().UnsafeOnCompleted(continuation);

    internal override ValueTask<bool> ExitAsync(Exception? exception) => _manager.ExitAsync(exception);

    private static async ValueTask<Handoff<T>> RegisterAsync(ValueTask<T> entering, ScopeFrame scope, ExitStackEntry entry)
    {
        var resource = entry.Entered(await entering.Outcome(continueOnCapturedContext: false));
        scope.Push(entry);
        return new Handoff<T>(resource);
    }
}
