namespace AsyncWith.Parity.ByName;

/// <summary>A manager whose exit suppresses whatever it is given, and remembers it.</summary>
internal sealed class Suppresses : IAsyncContextManager<Suppresses>
{
    internal Exception? Given { get; private set; }

    public ValueTask<Suppresses> EnterAsync(CancellationToken cancellationToken = default) => new(this);

    public ValueTask<bool> ExitAsync(Exception? exception)
    {
        Given = exception;
        return new(true);
    }
}
