using System.Threading.Tasks.Sources;

namespace AsyncWith.Tests.Support;

/// <summary>Backs a task that cannot be read, whatever its status says, as one of a pooled source may be once somebody else has it.</summary>
public sealed class FailingSource<T>(FailingRead when, Exception thrown) : IValueTaskSource<T>
{
    private bool _isRead, _isResumed;

    public ValueTask<T> Task => new(this, 0);

    public T GetResult(short token) => throw thrown;

    public ValueTaskSourceStatus GetStatus(short token) => when switch
    {
        FailingRead.Status => throw thrown,
        FailingRead.StatusLater => _isRead ? throw thrown : ReadPending(),
        FailingRead.ResultTooEarly => ValueTaskSourceStatus.Pending,
        FailingRead.ResultLater when !Volatile.Read(ref _isResumed) => ValueTaskSourceStatus.Pending,
        _ => ValueTaskSourceStatus.Succeeded,
    };

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        ThreadPool.QueueUserWorkItem(_ =>
        {
            Volatile.Write(ref _isResumed, true);
            continuation(state);
        });

    private ValueTaskSourceStatus ReadPending()
    {
        _isRead = true;
        return ValueTaskSourceStatus.Pending;
    }
}
