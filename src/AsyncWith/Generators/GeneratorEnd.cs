using System.Threading.Tasks.Sources;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>What a manager needs besides where the block fails, the generator suspends elsewhere than at its yield, or yields again: the promise of its end.</summary>
internal sealed class GeneratorEnd<T>(AsyncContextManager<T> manager) : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private InvalidOperationException? _yieldedTwice;
    private bool _isWatched;
    private int _set;
    private volatile bool _isStuck;

    internal ValueTask<bool> Task => new(this, _core.Version);

    /// <summary>What the enter waits for, where it has to.</summary>
    internal HandoffSource<T>? Entered { get; set; }

    /// <summary>What left the block.</summary>
    internal Exception? BlockException { get; set; }

    /// <summary>Whether the generator yielded again, which the exit reports whatever the generator makes of it.</summary>
    internal InvalidOperationException? Misuse => _yieldedTwice;

    /// <summary>Whether the generator never goes on.</summary>
    internal bool IsStuck => _isStuck;

    /// <summary>
    /// The second yield throws, so that the generator's finally blocks run. A generator that catches that and yields a third time is in a
    /// loop, and would be for ever: it stays suspended there, and the exit reports it.
    /// </summary>
    internal IYieldPoint YieldAgain()
    {
        if (_yieldedTwice is null)
            return new ExtraYield(NotTwice());

        _isStuck = true;
        Set();
        return new ExtraYield(null);
    }

    internal InvalidOperationException NotTwice() => _yieldedTwice ??= new InvalidOperationException(AsyncWith.Misuse.YieldedTwice);

    /// <summary>Has this set when <paramref name="run"/> ends. A generator's task has this one continuation only: of two, the runtime would send one to the thread pool.</summary>
    internal void Watch(GeneratorTask run)
    {
        if (!_isWatched)
            run.WhenEnded(manager);
        _isWatched = true;
    }

    internal void Set()
    {
        if (Interlocked.Exchange(ref _set, 1) != 0)
            return;
        _core.RunContinuationsAsynchronously = Handoff.IsOnForeignContext;
        _core.SetResult(true);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _core.GetResult(token) && manager.Outcome().GetAwaiter().GetResult();

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
