namespace AsyncWith.Parity.ByName;

/// <summary>A manager that writes down when it is entered and exited.</summary>
internal sealed class Recorder(List<object> state, object? onEnter = null, object? onExit = null) : IAsyncContextManager<Recorder>
{
    public ValueTask<Recorder> EnterAsync(CancellationToken cancellationToken = default)
    {
        if (onEnter is not null)
            state.Add(onEnter);
        return new(this);
    }

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        if (onExit is not null)
            state.Add(onExit);
        return new(false);
    }
}
