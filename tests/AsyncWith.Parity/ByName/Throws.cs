namespace AsyncWith.Parity.ByName;

/// <summary>A manager whose exit throws.</summary>
internal sealed class Throws(Func<Exception> exception) : IAsyncContextManager<Throws>
{
    public ValueTask<Throws> EnterAsync(CancellationToken cancellationToken = default) => new(this);

    public ValueTask<bool> ExitAsync(Exception? pending) => throw exception();
}
