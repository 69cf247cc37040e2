namespace AsyncWith;

/// <summary>One child of a <see cref="TaskGroup"/>: runs on the thread pool, in the ambient state of where it was started, and tells the group how it ended.</summary>
internal abstract class GroupChild(TaskGroup group) : IThreadPoolWorkItem
{
    private const string ReturnedNull =
        "The child of the task group returned null instead of a task. Make it an async method or lambda.";

    private readonly ExecutionContext? _ambient = ExecutionContext.Capture(); // null where the flow is suppressed
    private Task? _body;

    public void Execute()
    {
        if (_ambient is null)
            Begin();
        else
            ExecutionContext.Run(_ambient, static child => ((GroupChild)child!).Begin(), this);
    }

    /// <summary>Calls the body.</summary>
    protected abstract Task? Run(CancellationToken cancellationToken);

    /// <summary>The task of a body that is not called: an exception for each of many children that wait would take its time.</summary>
    protected abstract Task Canceled(CancellationToken cancellationToken);

    /// <summary>The task of a body that failed before there was one.</summary>
    protected abstract Task Failed(Exception exception);

    /// <summary>Ends the task that the starter of this child has in the way that <paramref name="body"/> ended.</summary>
    protected abstract Task Complete(Task body);

    private void Begin()
    {
        _body = Start(group.Token);
        if (_body.IsCompleted)
            End();
        else
            _body.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(End);
    }

    private Task Start(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled(cancellationToken); // it never starts

        try
        {
            return Run(cancellationToken) ?? throw new InvalidOperationException(ReturnedNull);
        }
        catch (Exception exception)
        {
            return Failed(exception);
        }
    }

    private void End()
    {
        // In this order: the group knows of a failure before those who await the child do, and no child is open when the block ends.
        group.Report(_body!);
        _ = Complete(_body!).Exception; // observed, since the group tells it
        group.Leave();
    }
}
