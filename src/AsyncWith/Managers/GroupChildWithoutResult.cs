using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A child without a result.</summary>
internal sealed class GroupChildWithoutResult(TaskGroup group, Func<CancellationToken, Task> body) : GroupChild(group)
{
    private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Task => _source.Task;

    protected override Task? Run(CancellationToken cancellationToken) => body(cancellationToken);

    protected override Task Canceled(CancellationToken cancellationToken) => System.Threading.Tasks.Task.FromCanceled(cancellationToken);

    protected override Task Failed(Exception exception) => TaskExceptions.ToValueTask(exception).AsTask();

    protected override Task Complete(Task body)
    {
        _source.SetFromTask(body);
        return Task;
    }
}
