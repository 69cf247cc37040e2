namespace AsyncWith.Parity.Variants;

/// <summary>Wrong: the exit is told nothing, as DisposeAsync is told nothing.</summary>
internal sealed class HidesTheException : VariantLibrary
{
    internal override IAsyncContextManager<T> Spoil<T>(IAsyncContextManager<T> manager) => new Manager<T>(manager);

    private sealed class Manager<T>(IAsyncContextManager<T> right) : IAsyncContextManager<T>
    {
        public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => right.EnterAsync(cancellationToken);

        public ValueTask<bool> ExitAsync(Exception? exception) => right.ExitAsync(null);
    }
}
