using System.Diagnostics;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>
/// A context manager to which the block adds others while it runs, for example in a loop or under a condition. When the block ends, all that were
/// entered are exited, the last one first.
/// </summary>
/// <remarks>
/// <code>
/// await new AsyncExitStack().UseAsync(async stack =>
/// {
///     foreach (var path in paths)
///         files.Add(await stack.EnterContextAsync(OpenFile(path)));
///     stack.PushCallback(async () => await NotifyAsync());
///     await MergeAsync(files);
/// });
/// </code>
/// To keep what was entered open after the block, move it to another stack when everything has been entered. A failure before that exits it:
/// <code>
/// AsyncExitStack kept = await new AsyncExitStack().UseAsync(async stack =>
/// {
///     await stack.EnterContextAsync(Database());
///     await stack.EnterContextAsync(Cache());
///     return stack.PopAll();
/// });
/// // …
/// await kept.CloseAsync();
/// </code>
/// Each exit is passed the exception that is pending when it runs. That is the exception of the block, the exception of an exit that replaced it, or
/// <see langword="null"/> if an exit suppressed it. If an exit throws, the others still run. Exits that are registered during the unwinding run too.
/// A closed stack can be used again. Do not enter managers concurrently: use <c>AsyncContextManager.WhenAll</c>.
/// </remarks>
[DebuggerStepThrough, StackTraceHidden, DebuggerDisplay("{ToString(),nq}")]
public sealed partial class AsyncExitStack : IAsyncContextManager<AsyncExitStack>, IAsyncDisposable, IExitSource
{
    private const string EntersOverlap =
        "This exit stack is entering another context manager at this moment. "
        + "Await one EnterContextAsync before calling the next, or enter several at once with AsyncContextManager.WhenAll.";

    private const string UsedInside =
        "This exit stack is used by a block already. A second block would exit what the first one has registered. "
        + "Call EnterContextAsync or the Push methods on this stack, or create another with new AsyncExitStack().";

    private const string ClosedWhileEntering =
        "This exit stack was closed while it was entering a context manager, which was therefore exited again. "
        + "Await EnterContextAsync before leaving the stack's block.";

    // A list that several threads may change at once. Each holds it for two lines that neither throw nor call other code, so a swap of an integer
    // is enough as a lock. An entry takes 15 ns. With swaps of the reference, which are calls into the runtime, or a SpinLock it takes 19; with a
    // Lock 24.
    private ExitStackEntry? _last;
    private byte _isLocked;
    private int _timesClosed;
    private volatile bool _isEntering, _isInBlock;
    private AmbientSnapshot? _snapshot; // of the caller's ambient state, once an enter has changed it

    /// <summary>Returns this stack. Exits may have been registered before the block.</summary>
    /// <param name="cancellationToken">Not used.</param>
    /// <returns>This stack.</returns>
    /// <exception cref="InvalidOperationException">A block uses the stack already. A second block would exit what the first one has
    /// registered.</exception>
    public ValueTask<AsyncExitStack> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (_isInBlock)
            return TaskExceptions.ToValueTask<AsyncExitStack>(new InvalidOperationException(UsedInside));

        _isInBlock = true;
        return new ValueTask<AsyncExitStack>(this);
    }

    /// <summary>Runs all registered exits, the last one first. Each is passed the exception that is pending when it runs.</summary>
    /// <param name="exception">The exception that left the block, or <see langword="null"/>.</param>
    /// <returns><see langword="true"/> if one of the exits suppressed the exception; otherwise <see langword="false"/>.</returns>
    /// <exception cref="Exception">The last exception that an exit threw, unless a later one suppressed it.</exception>
    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        _isInBlock = false;
        return this.UnwindAsync(exception);
    }

    /// <summary>Enters <paramref name="manager"/> now, and exits it when the stack is exited.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">The manager to enter.</param>
    /// <param name="cancellationToken">Cancels entering.</param>
    /// <returns>The resource of <paramref name="manager"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="manager"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The stack is entering another manager, or was closed while it was entering this one. In the second case the manager has been exited.
    /// </exception>
    /// <exception cref="Exception">What entering threw, <see cref="OperationCanceledException"/> included. Nothing is registered.</exception>
    public ValueTask<T> EnterContextAsync<T>(IAsyncContextManager<T> manager, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        if (_isEntering)
            return TaskExceptions.ToValueTask<T>(new InvalidOperationException(EntersOverlap));

        _isEntering = true;
        var before = ExecutionContext.Capture();
        var unchanged = before;
        var observed = ExitStackEntry.Observe(manager);
        if (observed is not null)
            unchanged = ExecutionContext.Capture();

        var timesClosed = Volatile.Read(ref _timesClosed);
        ValueTask<T> entering;
        bool isEntered;
        T? resource = default;
        try
        {
            entering = manager.EnterAsync(cancellationToken);
            isEntered = entering.IsCompletedSuccessfully;
            if (isEntered)
                resource = entering.Result; // ambient state comes with it if the enter has completed on another thread
        }
        catch (Exception exception)
        {
            _isEntering = false;
            observed?.NotEntered(exception);
            return TaskExceptions.ToValueTask<T>(exception);
        }

        var entry = observed ?? ExitStackEntry.Of(manager);
        if (!isEntered)
            return Handoff.ToValueTask(RegisterAsync(entering, entry, timesClosed, before, unchanged));

        _isEntering = false;
        observed?.Entered();
        Push(entry);
        _snapshot ??= AmbientSnapshot.TakeIfChanged(before, unchanged);
        return new ValueTask<T>(resource!);
    }

    /// <summary>Registers <paramref name="exit"/>. It is passed the pending exception, and suppresses it by returning
    /// <see langword="true"/>.</summary>
    /// <param name="exit">Called once, when the stack is exited.</param>
    /// <exception cref="ArgumentNullException"><paramref name="exit"/> is null.</exception>
    public void PushExit(Func<Exception?, ValueTask<bool>> exit)
    {
        ArgumentNullException.ThrowIfNull(exit);
        Push(ExitStackEntry.Of(exit));
    }

    /// <summary>Registers the exit of a manager that was entered elsewhere, without entering it.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">Its <see cref="IAsyncContextManager{T}.ExitAsync"/> is called once, when the stack is exited.</param>
    /// <exception cref="ArgumentNullException"><paramref name="manager"/> is null.</exception>
    public void PushExit<T>(IAsyncContextManager<T> manager)
    {
        ArgumentNullException.ThrowIfNull(manager);
        Push(ExitStackEntry.Of(manager));
    }

    /// <summary>Registers <paramref name="callback"/>. It is not passed the pending exception, and cannot suppress it.</summary>
    /// <param name="callback">Called once, when the stack is exited.</param>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    public void PushCallback(Func<ValueTask> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Push(ExitStackEntry.Of(callback));
    }

    /// <summary>Registers <paramref name="callback"/> with its argument, so that it can be a static lambda.</summary>
    /// <typeparam name="TState">What the callback is given.</typeparam>
    /// <param name="state">Passed to <paramref name="callback"/>.</param>
    /// <param name="callback">Called once, when the stack is exited. It is not passed the pending exception, and cannot suppress it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    public void PushCallback<TState>(TState state, Func<TState, ValueTask> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Push(ExitStackEntry.Of(callback, state));
    }

    /// <summary>Registers the disposal of <paramref name="resource"/>.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="resource">Disposed of once, when the stack is exited.</param>
    /// <returns><paramref name="resource"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="resource"/> is null.</exception>
    public T PushAsyncDisposable<T>(T resource)
        where T : IAsyncDisposable
    {
        ArgumentNullException.ThrowIfNull(resource);
        Push(ExitStackEntry.Of((IAsyncDisposable)resource));
        return resource;
    }

    /// <summary>Registers the disposal of <paramref name="resource"/>.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="resource">Disposed of once, when the stack is exited.</param>
    /// <returns><paramref name="resource"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="resource"/> is null.</exception>
    public T PushDisposable<T>(T resource)
        where T : IDisposable
    {
        ArgumentNullException.ThrowIfNull(resource);
        Push(ExitStackEntry.Of((IDisposable)resource));
        return resource;
    }

    /// <summary>Moves all registered exits to a new stack, and runs none of them. This stack is empty afterwards.</summary>
    /// <returns>The new stack. The caller closes it.</returns>
    public AsyncExitStack PopAll()
    {
        var moved = new AsyncExitStack();
        Lock();
        (moved._last, _last) = (_last, null);
        (moved._snapshot, _snapshot) = (_snapshot, null);
        Unlock();
        return moved;
    }

    /// <summary>Runs all registered exits, as after a block that completed. Closing the stack again does nothing.</summary>
    /// <returns>A task that completes when all exits have.</returns>
    /// <exception cref="Exception">The last exception that an exit threw, unless a later one suppressed it.</exception>
    public ValueTask CloseAsync() => EndAsync(null);

    /// <summary>
    /// Runs all exits that are still registered, as after a block that failed. <c>await using</c> does not pass on how its block ended, so the end
    /// counts as a failure. To mark success, call <see cref="CloseAsync"/> as the last statement of the block.
    /// </summary>
    /// <returns>A task that completes when all exits have.</returns>
    /// <exception cref="Exception">The last exception that an exit threw, unless a later one suppressed it.</exception>
    public ValueTask DisposeAsync() => EndAsync(new ScopeNotCompletedException(ScopeNotCompletedException.StackMessage));

    /// <summary>How many exits are registered.</summary>
    /// <returns>A text for debuggers and logs, such as "AsyncExitStack, 3 exits".</returns>
    public override string ToString()
    {
        var count = 0; // without the lock, which a thread that a debugger has stopped may hold: what an entry is linked to does not change
        for (var entry = Volatile.Read(ref _last); entry is not null; entry = entry.Next)
            count++;
        return count == 1 ? "AsyncExitStack, 1 exit" : $"AsyncExitStack, {count} exits";
    }

    internal void Push(ExitStackEntry exit)
    {
        Lock();
        Link(exit);
        Unlock();
    }

    /// <summary>Removes the last exit and returns it. If there is none, the unwinding ends.</summary>
    ExitStackEntry? IExitSource.TryPop()
    {
        Lock();
        var last = _last;
        if (last is null)
            (_timesClosed, _snapshot) = (_timesClosed + 1, null);
        else
            _last = last.Next;
        Unlock();
        return last;
    }

    /// <summary>Exits everything for a caller without a statement around it, which would restore the ambient state.</summary>
    private ValueTask EndAsync(Exception? exception)
    {
        var snapshot = _snapshot;
        var exits = this.UnwindWithoutFlowAsync(exception);
        var closing = exits.IsCompletedSuccessfully ? default : new ValueTask(exits.AsTask());
        return snapshot is null ? closing : snapshot.RestoreAfter(closing);
    }

    private async ValueTask<Handoff<T>> RegisterAsync<T>(
        ValueTask<T> entering, ExitStackEntry entry, int timesClosed, ExecutionContext? before, ExecutionContext? unchanged)
    {
        var enter = await entering.Outcome(continueOnCapturedContext: true);
        _isEntering = false;
        var resource = entry.Entered(enter);
        if (TryPush(entry, timesClosed))
        {
            _snapshot ??= AmbientSnapshot.TakeIfChanged(before, unchanged);
            return new Handoff<T>(resource);
        }

        // This stack does not exit it.
        var misuse = new InvalidOperationException(ClosedWhileEntering);
        var other = new AsyncExitStack();
        other.Push(entry);
        await FailureExit.RunAsync(other, misuse).ConfigureAwait(false);
        throw misuse;
    }

    /// <summary>Registers an exit, unless the stack was closed while the manager was being entered: it would not run.</summary>
    private bool TryPush(ExitStackEntry exit, int timesClosed)
    {
        Lock();
        var isOpen = timesClosed == _timesClosed;
        if (isOpen)
            Link(exit);
        Unlock();
        return isOpen;
    }

    /// <summary>Call it only while the list is locked.</summary>
    private void Link(ExitStackEntry exit)
    {
        exit.Next = _last;
        _last = exit;
    }

    private void Lock()
    {
        if (Interlocked.CompareExchange(ref _isLocked, (byte)1, (byte)0) != 0)
            WaitForLock();
    }

    private void WaitForLock()
    {
        var spin = default(SpinWait);
        do
            spin.SpinOnce();
        while (Interlocked.CompareExchange(ref _isLocked, (byte)1, (byte)0) != 0);
    }

    private void Unlock() => Volatile.Write(ref _isLocked, (byte)0);
}
