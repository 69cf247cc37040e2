namespace AsyncWith.Hosting.Tests.Support;

/// <summary>A manager that keeps a journal, and does in enter and exit what a test wants.</summary>
public sealed class Probe<T>(Journal journal, T resource) : IAsyncContextManager<T>
    where T : class
{
    public Func<CancellationToken, Task> Entering { get; init; } = _ => Task.CompletedTask;

    public Func<Exception?, Task<bool>> Exiting { get; init; } = _ => Task.FromResult(false);

    public async ValueTask<T> EnterAsync(CancellationToken cancellationToken = default)
    {
        journal.Add($"enter {resource}");
        await Entering(cancellationToken);
        return resource;
    }

    public async ValueTask<bool> ExitAsync(Exception? exception)
    {
        journal.AddExit($"{resource}", exception);
        return await Exiting(exception);
    }
}
