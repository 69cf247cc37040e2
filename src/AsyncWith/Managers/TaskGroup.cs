using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Runs child tasks in a block (structured concurrency). The statement does not end before all of them have ended.</summary>
/// <remarks>
/// <code>
/// int total = await TaskGroup.Create().UseAsync(async group =>
/// {
///     Task&lt;int&gt; left = group.Run(token => CountAsync("left", token));
///     Task&lt;int&gt; right = group.Run(token => CountAsync("right", token));
///     return await left + await right;
/// }, cancellationToken);
/// </code>
/// The first child that fails, or an exception that leaves the block, cancels <see cref="Token"/>. The other children are awaited. A child that has
/// not started by then does not start. The statement ends as follows:
/// <list type="bullet">
/// <item>Children failed: it throws one <see cref="AggregateException"/> with all their exceptions in the order of the failures, including the
/// exception of the block.</item>
/// <item>The block alone failed, or was cancelled: its exception propagates unchanged.</item>
/// <item>
/// The caller's token, which is passed to the statement, was cancelled, and a child was cancelled by it, while the block itself completed: it throws
/// <see cref="OperationCanceledException"/>.
/// </item>
/// </list>
/// A child that ends with <see cref="OperationCanceledException"/> has not failed, whatever cancelled it. Awaiting its task throws. For a timeout in
/// a child use a <see cref="Deadline"/>, whose <see cref="TimeoutException"/> is a failure. The cancellation that the group caused in its own block
/// is not reported.
/// <para>
/// Children run on the thread pool, in the ambient state of the code that started them. They can start others. In a bounded group a child must not
/// await a child that it started itself: that child may be waiting until this one has ended.
/// </para>
/// <para>The exit waits for the callbacks on <see cref="Token"/> that the group called. A callback must not wait for the statement: that would be
/// a deadlock.</para>
/// </remarks>
[DebuggerDisplay("{State,nq}")]
public sealed class TaskGroup
{
    private const string Ended =
        "The block of this task group and all its children have ended. Start children inside the block, or from a child.";

    private const string ChildrenFailed = "Children of the task group failed.";

    private readonly Lock _gate = new();
    private BlockCancellation _cancellation;
    private readonly int _maxConcurrency;
    private GroupChild? _firstWaiting;
    private GroupChild? _lastWaiting;
    private int _running;
    private int _open = 1; // children that have not ended, and the block
    private TaskCompletionSource? _allEnded; // once the block has ended before its children
    private List<Exception>? _failures;
    private HashSet<Exception>? _reported;
    private bool _childFailed;
    private bool _childCanceled;
    private bool _hasEnded; // the block

    internal TaskGroup(int maxConcurrency, CancellationToken caller)
    {
        _maxConcurrency = maxConcurrency;
        _cancellation = new BlockCancellation(caller);
        if (maxConcurrency < int.MaxValue)
            Token.UnsafeRegister(static group => ((TaskGroup)group!).CancelWaiting(), this);
    }

    /// <summary>Cancelled when a child fails, when an exception leaves the block, or when the caller's token is cancelled. It is passed to the
    /// children.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Takes no lock, which a thread that a debugger has stopped may hold.</summary>
    private string State
    {
        get
        {
            if (_open == 0)
                return "ended";

            var children = _open - (_hasEnded ? 0 : 1);
            var text = children == 1 ? "1 child" : $"{children} children";
            return children > _running ? $"{text}, {children - _running} of them waiting" : text;
        }
    }

    /// <summary>Creates a manager of a group whose children all run concurrently.</summary>
    /// <returns>A manager that can be entered again after each block. The enter throws if the caller's token is cancelled.</returns>
    public static IAsyncContextManager<TaskGroup> Create() => new TaskGroupManager(int.MaxValue);

    /// <summary>Creates a manager of a group that runs a limited number of children at the same time. The others wait in the order in which they were
    /// started.</summary>
    /// <param name="maxConcurrency">How many children run at the same time, at least one. Children that await something count too.</param>
    /// <returns>A manager that can be entered again after each block. The enter throws if the caller's token is cancelled.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is less than one.</exception>
    public static IAsyncContextManager<TaskGroup> CreateBounded(int maxConcurrency)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        return new TaskGroupManager(maxConcurrency);
    }

    /// <summary>Starts a child.</summary>
    /// <param name="child">The child, which runs on the thread pool. Its token is <see cref="Token"/>.</param>
    /// <returns>
    /// A task that ends as the child does. It need not be awaited: the statement waits for the child and reports its failure. The task is cancelled
    /// if the group is cancelled before the child has started.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="child"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The block and all children have ended.</exception>
    [OverloadResolutionPriority(1)]
    public Task Run(Func<CancellationToken, Task> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        var started = new GroupChildWithoutResult(this, child);
        Add(started);
        return started.Task;
    }

    /// <summary>Starts a child with a result.</summary>
    /// <typeparam name="TResult">The result.</typeparam>
    /// <inheritdoc cref="Run(Func{CancellationToken, Task})"/>
    [OverloadResolutionPriority(1)]
    public Task<TResult> Run<TResult>(Func<CancellationToken, Task<TResult>> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        var started = new GroupChild<TResult>(this, child);
        Add(started);
        return started.Task;
    }

    /// <inheritdoc cref="Run(Func{CancellationToken, Task})"/>
    public Task Run(Func<CancellationToken, ValueTask> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        return Run(token => child(token).AsTask());
    }

    /// <inheritdoc cref="Run{TResult}(Func{CancellationToken, Task{TResult}})"/>
    public Task<TResult> Run<TResult>(Func<CancellationToken, ValueTask<TResult>> child)
    {
        ArgumentNullException.ThrowIfNull(child);
        return Run(token => child(token).AsTask());
    }

    /// <summary>Describes how many children have not ended.</summary>
    /// <returns>A text for debuggers and logs, such as "3 children, 1 of them waiting".</returns>
    public override string ToString()
    {
        lock (_gate)
            return State;
    }

    /// <summary>A child has ended with <paramref name="body"/>. Called before its task ends.</summary>
    internal void Report(Task body)
    {
        if (body.IsCompletedSuccessfully)
            return;

        lock (_gate)
        {
            var failures = body.Exception?.InnerExceptions.Where(exception => exception is not OperationCanceledException).ToArray() ?? [];
            if (failures.Length == 0)
            {
                _childCanceled = true; // even if the task is faulted with a cancellation, as that of Task.Run with another token is
                return;
            }

            _childFailed = true;
            foreach (var exception in failures)
                Add(exception);
            _cancellation.Cancel();
        }
    }

    /// <summary>A child has ended, and so has its task.</summary>
    /// <returns>The next child to run, or <see langword="null"/>.</returns>
    internal GroupChild? Leave()
    {
        lock (_gate)
        {
            _running--;
            if (--_open == 0)
                _allEnded?.SetResult();
            return Next(_maxConcurrency);
        }
    }

    /// <summary>The block has ended.</summary>
    internal ValueTask<bool> EndAsync(Exception? exception)
    {
        var causedByGroup = false;
        lock (_gate)
        {
            if (exception is not null)
            {
                causedByGroup = exception is OperationCanceledException && _childFailed && !_cancellation.Caller.IsCancellationRequested;
                _cancellation.Cancel();
                if (!causedByGroup)
                    Add(exception);
            }

            _hasEnded = true;
            if (--_open > 0)
                _allEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return EndAsync(exception, causedByGroup);
    }

    private void Add(GroupChild child)
    {
        lock (_gate)
        {
            if (_open == 0)
                throw new InvalidOperationException(Ended);
            _open++;
            if (_running >= _maxConcurrency && !Token.IsCancellationRequested)
            {
                Enqueue(child);
                return;
            }

            _running++;
        }

        child.Queue();
    }

    private void Enqueue(GroupChild child)
    {
        if (_lastWaiting is null)
            _firstWaiting = child;
        else
            _lastWaiting.Next = child;
        _lastWaiting = child;
    }

    private GroupChild? Next(int places)
    {
        if (_firstWaiting is not { } next || _running >= places)
            return null;

        _running++;
        _firstWaiting = next.Next;
        if (_firstWaiting is null)
            _lastWaiting = null;
        next.Next = null;
        return next;
    }

    /// <summary>The group is cancelled. Each child that waits is started at once, and ends without running.</summary>
    private void CancelWaiting()
    {
        while (true)
        {
            GroupChild? next;
            lock (_gate)
                next = Next(int.MaxValue);
            if (next is null)
                return;
            next.Execute();
        }
    }

    private void Add(Exception failure)
    {
        if ((_reported ??= new(ReferenceEqualityComparer.Instance)).Add(failure)) // children that await a failed child fail with the same exception
            (_failures ??= []).Add(failure);
    }

    private async ValueTask<bool> EndAsync(Exception? exception, bool causedByGroup)
    {
        if (_allEnded is not null)
            await _allEnded.Task.ConfigureAwait(false);
        var thrownByCallback = await _cancellation.EndAsync().ConfigureAwait(false);
        if (thrownByCallback is not null)
            Add(thrownByCallback);

        if (_childFailed || thrownByCallback is not null)
        {
            var failed = new AggregateException(ChildrenFailed, _failures!);
            if (causedByGroup)
                ExceptionContext.MarkSuppressed(failed, exception!); // these failures caused it, so it is not their context
            throw failed;
        }

        if (exception is null && _childCanceled)
            _cancellation.Caller.ThrowIfCancellationRequested();
        return false;
    }
}
