namespace AsyncWith.Parity.Variants;

/// <summary>Wrong: it enters twice.</summary>
internal sealed class EntersTwice : VariantLibrary
{
    internal override IAsyncContextManager<T> Spoil<T>(IAsyncContextManager<T> manager) => new Manager<T>(manager);

    private sealed class Manager<T>(IAsyncContextManager<T> right) : IAsyncContextManager<T>
    {
        public async ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
        {
            await right.EnterAsync(cancellationToken);
            return await right.EnterAsync(cancellationToken);
        }

        public ValueTask<bool> ExitAsync(Exception? exception) => right.ExitAsync(exception);
    }
}
