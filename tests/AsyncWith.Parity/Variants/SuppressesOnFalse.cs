namespace AsyncWith.Parity.Variants;

/// <summary>Wrong: where the exit says false, the exception is suppressed.</summary>
internal sealed class SuppressesOnFalse : VariantLibrary
{
    internal override IAsyncContextManager<T> Spoil<T>(IAsyncContextManager<T> manager) => new Manager<T>(manager);

    private sealed class Manager<T>(IAsyncContextManager<T> right) : IAsyncContextManager<T>
    {
        public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => right.EnterAsync(cancellationToken);

        public async ValueTask<bool> ExitAsync(Exception? exception) => !await right.ExitAsync(exception);
    }
}
