using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AsyncWith.Hosting;

/// <summary>The host, with the lifespans exited when it has stopped, when its start failed, or when it is disposed of.</summary>
internal sealed class LifespanHost(IHost host, Lifespans lifespans) : IHost, IAsyncDisposable
{
    private int _disposed;

    public IServiceProvider Services => host.Services;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var run = lifespans.Begin();
        try
        {
            if (Services.GetRequiredService<IHostLifetime>() is not LifespanHostLifetime) // another one was added after the lifespans
                await EnterAsync(cancellationToken).ConfigureAwait(false);
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            run.IsStarted = true;
        }
        catch (Exception exception)
        {
            await run.ExitAsync(await ReasonAsync(run, exception).ConfigureAwait(false)).ConfigureAwait(false);
            throw;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default) =>
        lifespans.Run is { IsStarted: true } run
            ? run.Stop.RunAsync(() => StopAsync(run, cancellationToken))
            : host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The container disposes of what it made, this host among it, while this host disposes of the container.
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        try
        {
            if (lifespans.Run is { } run)
                await run.AbandonAsync().ConfigureAwait(false);
        }
        finally
        {
            if (host is IAsyncDisposable disposable)
                await disposable.DisposeAsync().ConfigureAwait(false);
            else
                host.Dispose();
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        var stopping = Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        linked.CancelAfter(Services.GetRequiredService<IOptions<HostOptions>>().Value.StartupTimeout);
        await lifespans.EnterAsync(linked.Token).ConfigureAwait(false);
    }

    private async Task StopAsync(LifespanRun run, CancellationToken cancellationToken)
    {
        var failures = new BackgroundFailures(Services);
        await failures.CollectAsync(alsoCanceled: true).ConfigureAwait(false);
        try
        {
            await host.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await failures.CollectAsync(alsoCanceled: false).ConfigureAwait(false);
            await run.ExitAsync(failures.With(exception)).ConfigureAwait(false);
            throw;
        }

        await failures.CollectAsync(alsoCanceled: false).ConfigureAwait(false);
        await run.ExitAsync(failures.With(null)).ConfigureAwait(false);
    }

    /// <summary>Why a start failed. A background service that fails meanwhile stops the application, which cancels the start: the cancellation is not
    /// the reason.</summary>
    private async Task<Exception> ReasonAsync(LifespanRun run, Exception exception)
    {
        if (exception is not OperationCanceledException || !run.IsEntered)
            return exception;

        var failures = new BackgroundFailures(Services);
        await failures.CollectAsync(alsoCanceled: false).ConfigureAwait(false);
        return failures.With(null) ?? exception;
    }
}
