using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>A child with a result.</summary>
internal sealed class GroupChild<TResult>(TaskGroup group, Func<CancellationToken, Task<TResult>> body) : GroupChild(group)
{
    private readonly TaskCompletionSource<TResult> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<TResult> Task => _source.Task;

    protected override Task? Run(CancellationToken cancellationToken) => body(cancellationToken);

    protected override Task Canceled(CancellationToken cancellationToken) => System.Threading.Tasks.Task.FromCanceled<TResult>(cancellationToken);

    protected override Task Failed(Exception exception) => TaskExceptions.ToValueTask<TResult>(exception).AsTask();

    protected override Task Complete(Task body)
    {
        _source.SetFromTask((Task<TResult>)body);
        return Task;
    }
}
