using System.Threading.Tasks.Sources;

namespace AsyncWith.Tests.Support;

/// <summary>
/// Backs a task that may be consumed once: a second continuation or a second result throws, as it might with a pooled source.
/// The step runs when the task is awaited, on another thread.
/// </summary>
public sealed class OneShotSource<T>(Func<T> step) : IValueTaskSource<T>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<T> _core = new() { RunContinuationsAsynchronously = true };
    private int _continuations;
    private int _results;

    public ValueTask<T> Task => new(this, _core.Version);

    public ValueTask UntypedTask => new(this, _core.Version);

    public T GetResult(short token)
    {
        ThrowIfAgain(ref _results);
        return _core.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        ThrowIfAgain(ref _continuations);
        _core.OnCompleted(continuation, state, token, flags);
        ThreadPool.QueueUserWorkItem(static source => source.Complete(), this, preferLocal: false);
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    private void Complete()
    {
        T result;
        try
        {
            result = step();
        }
        catch (Exception exception)
        {
            _core.SetException(exception);
            return;
        }

        _core.SetResult(result);
    }

    private static void ThrowIfAgain(ref int count)
    {
        if (Interlocked.Increment(ref count) > 1)
            throw new NotSupportedException("The task was consumed twice.");
    }
}
