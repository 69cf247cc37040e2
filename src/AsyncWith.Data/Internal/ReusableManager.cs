namespace AsyncWith.Data;

/// <summary>A manager that can be entered again after its block, and not before.</summary>
internal abstract class ReusableManager<T> : IAsyncContextManager<T>
{
    private const int Free = 0;
    private const int Changing = 1;
    private const int Entered = 2;

    private int _state;

    public async ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.CompareExchange(ref _state, Changing, Free) != Free)
        {
            throw new InvalidOperationException(
                "This manager is entered already. It can be entered again after its block; for blocks at the same time make one manager each.");
        }

        var state = Free;
        try
        {
            var resource = await OpenAsync(cancellationToken).ConfigureAwait(false);
            state = Entered;
            return resource;
        }
        finally
        {
            Volatile.Write(ref _state, state);
        }
    }

    public async ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (Interlocked.CompareExchange(ref _state, Changing, Entered) != Entered)
            throw new InvalidOperationException("This manager is not entered. Enter it, with UseAsync for example, and exit it once.");

        try
        {
            await CloseAsync(exception).ConfigureAwait(true); // callbacks of the user may run in it
            return false;
        }
        finally
        {
            Volatile.Write(ref _state, Free);
        }
    }

    protected abstract ValueTask<T> OpenAsync(CancellationToken cancellationToken);

    protected abstract ValueTask CloseAsync(Exception? exception);
}
