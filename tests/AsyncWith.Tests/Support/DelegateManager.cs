namespace AsyncWith.Tests.Support;

/// <summary>A manager whose two methods are given by the test.</summary>
public sealed class DelegateManager<T>(Func<CancellationToken, ValueTask<T>> enter, Func<Exception?, ValueTask<bool>> exit) : IAsyncContextManager<T>
{
    public ValueTask<T> EnterAsync(CancellationToken cancellationToken = default) => enter(cancellationToken);

    public ValueTask<bool> ExitAsync(Exception? exception) => exit(exception);
}
