namespace AsyncWith.Benchmarks;

/// <summary>A manager that does nothing, at once.</summary>
internal sealed class SynchronousManager : IAsyncContextManager<int>, IAsyncDisposable
{
    public ValueTask<int> EnterAsync(CancellationToken cancellationToken = default) => new(1);

    public ValueTask<bool> ExitAsync(Exception? exception) => new(false);

    public ValueTask DisposeAsync() => default;
}

/// <summary>A manager whose enter and exit suspend once each.</summary>
internal sealed class SuspendingManager : IAsyncContextManager<int>, IAsyncDisposable
{
    public async ValueTask<int> EnterAsync(CancellationToken cancellationToken = default)
    {
        await Pump.Suspend();
        return 1;
    }

    public async ValueTask<bool> ExitAsync(Exception? exception)
    {
        await Pump.Suspend();
        return false;
    }

    public async ValueTask DisposeAsync() => await Pump.Suspend();
}
