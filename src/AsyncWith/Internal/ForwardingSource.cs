using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace AsyncWith.Internal;

/// <summary>The source of a task that completes with another one. It passes on the continuation, so nothing is awaited twice, and what the other task
/// does to the ambient state of its awaiter reaches the awaiter of this one.</summary>
[DebuggerStepThrough, StackTraceHidden]
internal abstract class ForwardingSource
{
    private const string TakenBefore =
        "The result of EnterAsync or ExitAsync was read twice, or was read before the task had completed. Await the task exactly once.";

    private readonly Action _resume;
    private Action<object?>? _continuation;
    private object? _state;

    protected ForwardingSource() => _resume = Resume;

    /// <summary>The token of the current task. What is left of an earlier one cannot touch this one.</summary>
    protected short Version { get; private set; }

    /// <summary>Takes <paramref name="task"/> to read its result.</summary>
    protected ValueTask<T> Take<T>(ref ValueTask<T> task, short token)
    {
        ThrowIfTaken(token);
        var taken = task;
        if (!taken.IsCompleted)
            throw new InvalidOperationException(TakenBefore);

        Version++;
        task = default;
        return taken;
    }

    protected ValueTaskSourceStatus GetStatus<T>(ValueTask<T> task, short token)
    {
        ThrowIfTaken(token);
        return !task.IsCompleted ? ValueTaskSourceStatus.Pending
            : task.IsCompletedSuccessfully ? ValueTaskSourceStatus.Succeeded
            : task.IsCanceled ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    protected void OnCompleted<T>(
        ValueTask<T> task, Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        ThrowIfTaken(token);
        _continuation = continuation;
        _state = state;
        var awaiter = task.ConfigureAwait((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0).GetAwaiter();
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            awaiter.OnCompleted(_resume);
        else
            awaiter.UnsafeOnCompleted(_resume);
    }

    private void ThrowIfTaken(short token)
    {
        if (token != Version)
            throw new InvalidOperationException(TakenBefore);
    }

    private void Resume()
    {
        var (continuation, state) = (_continuation!, _state);
        (_continuation, _state) = (null, null); // before the result is taken
        continuation(state);
    }
}
