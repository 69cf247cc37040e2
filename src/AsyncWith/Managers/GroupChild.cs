namespace AsyncWith;

/// <summary>One child of a <see cref="TaskGroup"/>. It runs on the thread pool, in the ambient state of the code that started it, and reports to the
/// group how it ended.</summary>
internal abstract class GroupChild(TaskGroup group) : IThreadPoolWorkItem
{
    private const string ReturnedNull =
        "The child of the task group returned null instead of a task. Make it an async method or lambda.";

    private readonly ExecutionContext? _ambient = ExecutionContext.Capture(); // null where the flow is suppressed
    private Task? _body;

    /// <summary>The next child in the queue of the group.</summary>
    internal GroupChild? Next { get; set; }

    /// <summary>Runs the child, and after it the next ones of the queue as long as they complete synchronously.</summary>
    public void Execute()
    {
        var child = this;
        while (child is not null)
        {
            child.Start();
            if (!child._body!.IsCompleted)
            {
                child._body.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(child.EndElsewhere);
                return;
            }

            child = child.End();
        }
    }

    /// <summary>Queues the child to the thread pool.</summary>
    internal void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Calls the body.</summary>
    protected abstract Task? Run(CancellationToken cancellationToken);

    /// <summary>The task of a body that is not called. It is cancelled without throwing, because there may be many such children.</summary>
    protected abstract Task Canceled(CancellationToken cancellationToken);

    /// <summary>The task of a body that failed before it returned one.</summary>
    protected abstract Task Failed(Exception exception);

    /// <summary>Completes the task of this child as <paramref name="body"/> has completed.</summary>
    protected abstract Task Complete(Task body);

    private void Start()
    {
        if (_ambient is null)
            Call();
        else
            ExecutionContext.Run(_ambient, static child => ((GroupChild)child!).Call(), this);
    }

    private void Call() => _body = Call(group.Token);

    private Task Call(CancellationToken cancellationToken)
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

    /// <summary>The body completed on a thread of other code, which may hold a lock. The next child therefore runs on another thread.</summary>
    private void EndElsewhere() => End()?.Queue();

    private GroupChild? End()
    {
        // In this order: a failure is reported to the group before the awaits of the child resume, and no child is open when the block ends.
        group.Report(_body!);
        _ = Complete(_body!).Exception; // observed, since the group reports it
        return group.Leave();
    }
}
