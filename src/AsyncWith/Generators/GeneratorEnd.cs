using System.Threading.Tasks.Sources;

namespace AsyncWith;

/// <summary>The exit of a generator that suspends before its yield or after it: the promise of its end.</summary>
internal sealed class GeneratorEnd<T>(Generator<T> generator) : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private int _set;

    internal ValueTask<bool> Task => new(this, _core.Version);

    internal void Set()
    {
        if (Interlocked.Exchange(ref _set, 1) == 0)
            _core.SetResult(true);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _core.GetResult(token) && generator.Outcome().GetAwaiter().GetResult();

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
