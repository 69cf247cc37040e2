using Microsoft.Extensions.Hosting;

namespace AsyncWith.Hosting.Tests.Support;

/// <summary>A lifetime that listens to nothing.</summary>
public sealed class JournalingLifetime(Journal journal) : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        journal.Add("listen");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        journal.Add("lifetime stopped");
        return Task.CompletedTask;
    }
}
