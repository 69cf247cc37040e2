using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Several managers as one: its enter fills an exit stack, which is unwound at once where the enter fails, and by the exit otherwise.</summary>
internal sealed class ExitStackManager<T>(Func<AsyncExitStack, CancellationToken, ValueTask<Handoff<T>>> enter) : IAsyncContextManager<T>, INamedManager
{
    private const string EnteredTwice =
        "This composed context manager is entered already. Exit it first, or compose a new one for each block.";

    private const string NotEntered =
        "ExitAsync was called on a composed context manager that is not entered. Await EnterAsync first, or let UseAsync call both.";

    private const int Outside = 0, Entering = 1, Inside = 2;

    private AsyncExitStack? _entered;
    private int _state;

    /// <summary>The method of the library that composed it.</summary>
    public string Name => MethodName.Of(enter);

    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) =>
        Interlocked.CompareExchange(ref _state, Entering, Outside) == Outside
            ? Handoff.ToValueTask(EnterPartsAsync(new AsyncExitStack(), cancellationToken))
            : TaskExceptions.ToValueTask<T>(new InvalidOperationException(EnteredTwice));

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (Interlocked.CompareExchange(ref _state, Entering, Inside) != Inside)
            return TaskExceptions.ToValueTask<bool>(new InvalidOperationException(NotEntered));

        var stack = _entered!;
        _entered = null;
        Volatile.Write(ref _state, Outside);
        return stack.ExitAsync(exception);
    }

    private async ValueTask<Handoff<T>> EnterPartsAsync(AsyncExitStack stack, CancellationToken cancellationToken)
    {
        try
        {
            var handoff = await enter(stack, cancellationToken);
            _entered = stack;
            Volatile.Write(ref _state, Inside);
            return handoff;
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _state, Outside);
            await FailureExit.RunAsync(stack, exception);
            throw; // also where a part suppressed it: without a resource there is no block to run
        }
    }
}
