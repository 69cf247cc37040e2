using Microsoft.Extensions.Hosting;

namespace AsyncWith.Hosting;

/// <summary>
/// The host's lifetime, with the lifespans entered as soon as it listens: a signal during an enter that takes long cancels the enter then, instead of
/// killing the process.
/// </summary>
internal sealed class LifespanHostLifetime(IHostLifetime lifetime, bool isOwned, Lifespans lifespans) : IHostLifetime, IAsyncDisposable, IDisposable
{
    public async Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        await lifetime.WaitForStartAsync(cancellationToken).ConfigureAwait(false);
        await lifespans.EnterAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => lifetime.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (isOwned && lifetime is IAsyncDisposable disposable)
            await disposable.DisposeAsync().ConfigureAwait(false);
        else
            Dispose();
    }

    public void Dispose()
    {
        if (isOwned)
            (lifetime as IDisposable)?.Dispose();
    }
}
