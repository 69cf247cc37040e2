namespace AsyncWith.AspNetCore.Tests.Support;

/// <summary>A manager that keeps a journal, and does in enter and exit what a test wants.</summary>
internal sealed class Probe<T>(Journal journal, T resource) : IAsyncContextManager<T>
{
    internal Func<CancellationToken, Task> Entering { get; init; } = _ => Task.CompletedTask;

    internal Func<Exception?, Task<bool>> Exiting { get; init; } = _ => Task.FromResult(false);

    public async ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        journal.Add($"enter {resource}");
        await Entering(cancellationToken);
        return resource;
    }

    public async ValueTask<bool> ExitAsync(Exception? exception)
    {
        journal.AddExit($"{resource}", exception);
        try
        {
            return await Exiting(exception);
        }
        finally
        {
            journal.Exited.TrySetResult();
        }
    }
}
