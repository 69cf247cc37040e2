using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Structured concurrency: children are started in a block, and the block does not end before all of them have.</summary>
/// <remarks>
/// <code>
/// int total = await TaskGroup.Create().UseAsync(async group =>
/// {
///     Task&lt;int&gt; left = group.Run(token => CountAsync("left", token));
///     Task&lt;int&gt; right = group.Run(token => CountAsync("right", token));
///     return await left + await right;
/// }, cancellationToken);
/// </code>
/// The first child that fails, or an exception that leaves the block, cancels <see cref="Token"/>. The rest is awaited, never abandoned;
/// a child that has not started by then never starts. How the statement ends:
/// <list type="bullet">
/// <item>Children failed: one <see cref="AggregateException"/> with all their exceptions in the order of the failures, the block's own among
/// them.</item>
/// <item>The block alone failed, or was cancelled: its exception propagates unchanged.</item>
/// <item>
/// The caller's token, the one given to the statement, was cancelled and left a child undone, while the block itself completed:
/// <see cref="OperationCanceledException"/>.
/// </item>
/// </list>
/// A child that ends with <see cref="OperationCanceledException"/> has not failed, whoever cancelled it. Awaiting its task throws. So a timeout
/// belongs into a <see cref="Deadline"/>, whose <see cref="TimeoutException"/> is a failure. The cancellation that the group caused in its own block
/// is not reported.
/// <para>
/// Children run on the thread pool and see the ambient state of where they were started. They may start others. In a bounded group a child must not
/// await one that it started itself: that one may be waiting for its place.
/// </para>
/// <para>The exit waits for the callbacks on <see cref="Token"/> that the group called. A callback must not wait for the statement: neither would
/// end.</para>
/// </remarks>
[DebuggerDisplay("{State,nq}")]
public sealed class TaskGroup
{
    private const string Ended =
        "The block of this task group has ended, and all its children have. Start children inside the block, or from a child.";

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

    /// <summary>Cancelled when a child fails, when an exception leaves the block, or when the caller's token is cancelled. The children are given
    /// it.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Without the lock, which a thread that a debugger has stopped may hold.</summary>
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

    /// <summary>A group whose children all run at once.</summary>
    /// <returns>A manager that can be entered again after each block. Entering throws if the caller's token is cancelled already.</returns>
    public static IAsyncContextManager<TaskGroup> Create() => new TaskGroupManager(int.MaxValue);

    /// <summary>A group of whose children only some run at once, those that await something included. The others wait for their place, first come
    /// first served.</summary>
    /// <param name="maxConcurrency">How many, at least one.</param>
    /// <returns>A manager that can be entered again after each block. Entering throws if the caller's token is cancelled already.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is less than one.</exception>
    public static IAsyncContextManager<TaskGroup> CreateBounded(int maxConcurrency)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        return new TaskGroupManager(maxConcurrency);
    }

    /// <summary>Starts a child.</summary>
    /// <param name="child">What to run, on the thread pool; its token is <see cref="Token"/>.</param>
    /// <returns>
    /// A task that ends as the child does. It need not be awaited: the block waits for it and reports its failure. It is canceled where the group
    /// is before the child has started.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="child"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The block has ended, and so have all children.</exception>
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

    /// <summary>How many children have not ended.</summary>
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
                _childCanceled = true; // also where the task is faulted with a cancellation, as that of Task.Run with another token is
                return;
            }

            _childFailed = true;
            foreach (var exception in failures)
                Add(exception);
            _cancellation.Cancel();
        }
    }

    /// <summary>A child has ended, and so has its task.</summary>
    /// <returns>The child that takes its place, to be executed.</returns>
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

    /// <summary>The group is cancelled: each child that waits gets a place at once, and ends there without running.</summary>
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
        if ((_reported ??= new(ReferenceEqualityComparer.Instance)).Add(failure)) // a failure passes through all those that await the child
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
                ExceptionContext.MarkSuppressed(failed, exception!); // it came from these failures, and is no context of theirs
            throw failed;
        }

        if (exception is null && _childCanceled)
            _cancellation.Caller.ThrowIfCancellationRequested();
        return false;
    }
}
