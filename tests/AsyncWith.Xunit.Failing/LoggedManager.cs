namespace AsyncWith.Xunit.Failing;

/// <summary>A manager that logs its enter, and its exit with what it saw.</summary>
internal sealed class LoggedManager(string name) : IAsyncContextManager<string>
{
    /// <summary>Thrown by enter.</summary>
    internal Exception? EnterThrows { get; init; }

    /// <summary>Thrown by exit.</summary>
    internal Exception? ExitThrows { get; init; }

    /// <summary>What exit returns.</summary>
    internal bool Suppresses { get; init; }

    public async ValueTask<string> EnterAsync(CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        Log.Write(name, "enter");
        return EnterThrows is null ? name : throw EnterThrows;
    }

    public async ValueTask<bool> ExitAsync(Exception? exception)
    {
        await Task.Yield();
        Log.Write(name, "exit", exception);
        return ExitThrows is null ? Suppresses : throw ExitThrows;
    }
}
