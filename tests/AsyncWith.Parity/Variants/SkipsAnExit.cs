namespace AsyncWith.Parity.Variants;

/// <summary>Wrong: after a cancellation it does not exit.</summary>
internal sealed class SkipsAnExit : VariantLibrary
{
    internal override IAsyncContextManager<T> Spoil<T>(IAsyncContextManager<T> manager) => new Manager<T>(manager);

    private sealed class Manager<T>(IAsyncContextManager<T> right) : IAsyncContextManager<T>
    {
        public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => right.EnterAsync(cancellationToken);

        public ValueTask<bool> ExitAsync(Exception? exception) => exception is OperationCanceledException ? new(false) : right.ExitAsync(exception);
    }
}
