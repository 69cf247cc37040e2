using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Several managers as one: its enter fills an exit stack, which is unwound at once where the enter fails, and by the exit otherwise.</summary>
internal sealed class ComposedManager<T>(Func<AsyncExitStack, CancellationToken, ValueTask<Handoff<T>>> enter) : IAsyncContextManager<T>
{
    private const string EnteredTwice =
        "This composed context manager is entered already. Exit it first, or compose a new one for each block.";

    private const string NotEntered =
        "ExitAsync was called on a composed context manager that is not entered. Await EnterAsync first, or let UseAsync call both.";

    private AsyncExitStack? _entered;

    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        var stack = new AsyncExitStack();
        return Interlocked.CompareExchange(ref _entered, stack, null) is null
            ? Handoff.TakeAsync(EnterPartsAsync(stack, cancellationToken))
            : Faults.ToValueTask<T>(new InvalidOperationException(EnteredTwice));
    }

    public ValueTask<bool> ExitAsync(Exception? exception) =>
        Interlocked.Exchange(ref _entered, null) is { } stack
            ? stack.ExitAsync(exception)
            : Faults.ToValueTask<bool>(new InvalidOperationException(NotEntered));

    private async ValueTask<Handoff<T>> EnterPartsAsync(AsyncExitStack stack, CancellationToken cancellationToken)
    {
        try
        {
            return await enter(stack, cancellationToken);
        }
        catch (Exception exception)
        {
            _entered = null;
            await AsyncContextManagerExtensions.ExitAfterAsync(stack, exception);
            throw; // also where a part suppressed it: without a resource there is no block to run
        }
    }
}
