namespace AsyncWith.Testing.Tests;

/// <summary>A manager of two functions, without anything that would make it right.</summary>
internal sealed class FunctionManager(Func<CancellationToken, ValueTask<IDisposable>> enter, Func<Exception?, ValueTask<bool>> exit)
    : IAsyncContextManager<IDisposable>
{
    public ValueTask<IDisposable> EnterAsync(CancellationToken cancellationToken = default) => enter(cancellationToken);

    public ValueTask<bool> ExitAsync(Exception? exception) => exit(exception);
}
