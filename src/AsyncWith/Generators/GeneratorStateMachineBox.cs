using System.Runtime.CompilerServices;

namespace AsyncWith;

/// <summary>The state machine of a generator that has suspended, and how the generator completed.</summary>
internal abstract class GeneratorStateMachineBox : YieldContinuation
{
    // A field would cost each generator 8 bytes.
    private static readonly ConditionalWeakTable<GeneratorStateMachineBox, AwaiterFailure> _failures = [];

    private volatile Status _status;
    private volatile bool _hasFailed;
    private bool _isAwaiting; // here, where it takes no more memory, since there is room beside the others
    private object? _outcome; // the observer, or the exception that left the generator

    private enum Status : byte
    {
        Running,
        Observed,
        Completed,
    }

    /// <summary>The failure of an awaiter that the generator awaited, if there was one.</summary>
    protected AwaiterFailure? Failure
    {
        get => _hasFailed && _failures.TryGetValue(this, out var failure) ? failure : null;
        set => _hasFailed = value is not null && (_failures.TryAdd(this, value) || _hasFailed); // the first one counts
    }

    /// <summary>The method that the generator is.</summary>
    internal abstract string MethodName { get; }

    internal bool IsCompleted(out Exception? exception)
    {
        var isCompleted = _status == Status.Completed;
        exception = _outcome as Exception;
        return isCompleted;
    }

    /// <summary>Notifies <paramref name="observer"/> when the generator completes; at once if it has.</summary>
    /// <returns>Whether it does. There can be one observer only.</returns>
    internal bool TryObserve(IGeneratorObserver observer)
    {
        var before = Interlocked.CompareExchange(ref _outcome, observer, null);
        if (before is IGeneratorObserver)
            return false;
        if (before is not null)
            SpinWait.SpinUntil(() => IsCompleted(out _)); // another thread is in Complete
        if (Interlocked.CompareExchange(ref _status, Status.Observed, Status.Running) == Status.Completed)
        {
            IsCompleted(out var exception);
            observer.OnCompleted(exception);
        }

        return true;
    }

    /// <summary>The generator has completed.</summary>
    internal void Complete(Exception? exception)
    {
        if (Failure is { } failure)
            exception = failure.WithContext(exception);

        // Without an observer and an exception this swaps a byte. To swap the object would be a call into the runtime.
        HasSucceeded = exception is null;
        var observer = exception is null ? null : Interlocked.Exchange(ref _outcome, exception);
        if (Interlocked.Exchange(ref _status, Status.Completed) == Status.Observed)
            ((IGeneratorObserver)(observer ?? _outcome)!).OnCompleted(exception);
    }

    /// <summary>An awaiter other than that of a yield is given the continuation.</summary>
    protected void BeginAwait() => _isAwaiting = true;

    /// <summary>Whether the awaiter calls back for the first time.</summary>
    protected bool TryEndAwait() => Interlocked.Exchange(ref _isAwaiting, false);
}
