using System.Diagnostics;

namespace AsyncWith;

/// <summary>The manager that <see cref="TaskGroup.Create"/> and <see cref="TaskGroup.CreateBounded"/> return.</summary>
/// <param name="maxConcurrency">How many children run at once; <see cref="int.MaxValue"/> for all.</param>
[DebuggerStepThrough, StackTraceHidden]
internal sealed class TaskGroupManager(int maxConcurrency) : ResourceManager<TaskGroup>
{
    protected override string Description => maxConcurrency == int.MaxValue ? "TaskGroup" : $"TaskGroup ({maxConcurrency} at a time)";

    protected override ValueTask<TaskGroup> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<TaskGroup>(new TaskGroup(maxConcurrency, cancellationToken));
    }

    protected override ValueTask<bool> ReleaseAsync(TaskGroup resource, Exception? exception) => resource.EndAsync(exception);
}
