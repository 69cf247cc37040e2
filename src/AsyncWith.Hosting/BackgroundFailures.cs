using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AsyncWith.Hosting;

/// <summary>The exceptions of background services. The host only logs them and stops.</summary>
internal sealed class BackgroundFailures(IServiceProvider services)
{
    private readonly List<Exception> _failures = [];

    /// <summary>Looks for services that have failed. Where the host ignores failures there are none.</summary>
    /// <param name="alsoCanceled">Whether a cancellation is a failure: before the stop it is, since none had been requested.</param>
    internal async Task CollectAsync(bool alsoCanceled)
    {
        var options = services.GetRequiredService<IOptions<HostOptions>>().Value;
        if (options.BackgroundServiceExceptionBehavior != BackgroundServiceExceptionBehavior.StopHost)
            return;

        foreach (var service in services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            try
            {
                if (service.ExecuteTask is { IsFaulted: true } or { IsCanceled: true } && (alsoCanceled || service.ExecuteTask.IsFaulted))
                    await service.ExecuteTask.ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (!_failures.Contains(exception))
                    _failures.Add(exception);
            }
        }
    }

    /// <summary>The reason why the host goes down: these failures and what its stop failed with.</summary>
    /// <returns>The exception itself where there is one, <see langword="null"/> where there is none.</returns>
    internal Exception? With(Exception? stop)
    {
        Exception[] all = stop is null ? [.. _failures] : [.. _failures, stop];
        return all switch
        {
            [] => null,
            [var only] => only,
            _ => new AggregateException("Several services of the host failed.", all),
        };
    }
}
