using System.Threading.Tasks.Sources;

namespace AsyncWith.Internal;

/// <summary>A task that restores ambient state in its <c>GetResult</c>, which runs in the awaiting method itself.</summary>
internal sealed class RestoringTask(Task task, AmbientSnapshot snapshot) : IValueTaskSource
{
    internal ValueTask Task => new(this, token: 0);

    public void GetResult(short token)
    {
        snapshot.Restore();
        task.GetAwaiter().GetResult();
    }

    public ValueTaskSourceStatus GetStatus(short token) =>
        task.IsCompletedSuccessfully ? ValueTaskSourceStatus.Succeeded
        : task.IsFaulted ? ValueTaskSourceStatus.Faulted
        : task.IsCanceled ? ValueTaskSourceStatus.Canceled
        : ValueTaskSourceStatus.Pending;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        var awaiter = task.ConfigureAwait(flags.HasFlag(ValueTaskSourceOnCompletedFlags.UseSchedulingContext)).GetAwaiter();
        if (flags.HasFlag(ValueTaskSourceOnCompletedFlags.FlowExecutionContext))
            awaiter.OnCompleted(() => continuation(state));
        else
            awaiter.UnsafeOnCompleted(() => continuation(state));
    }
}
