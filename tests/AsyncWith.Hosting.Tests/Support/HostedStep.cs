using Microsoft.Extensions.Hosting;

namespace AsyncWith.Hosting.Tests.Support;

/// <summary>A hosted service that keeps a journal, and fails where a test wants.</summary>
public sealed class HostedStep : IHostedLifecycleService
{
    private readonly Journal _journal;
    private readonly Func<string, Task> _step;

    public HostedStep(Journal journal, Func<string, Task> step)
    {
        (_journal, _step) = (journal, step);
        Run("construct").GetAwaiter().GetResult();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Run("starting");

    public Task StartAsync(CancellationToken cancellationToken) => Run("start");

    public Task StartedAsync(CancellationToken cancellationToken) => Run("started");

    public Task StoppingAsync(CancellationToken cancellationToken) => Run("stopping");

    public Task StopAsync(CancellationToken cancellationToken) => Run("stop");

    public Task StoppedAsync(CancellationToken cancellationToken) => Run("stopped");

    private async Task Run(string step)
    {
        _journal.Add(step);
        await _step(step);
    }
}
