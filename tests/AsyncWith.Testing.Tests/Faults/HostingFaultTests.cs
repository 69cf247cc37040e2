using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using static AsyncWith.Testing.Tests.Faults.Exhaustion;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>A host with lifespans is started and stopped: a fault and a cancellation at every step.</summary>
public sealed class HostingFaultTests
{
    [Fact]
    public Task Lifespans_of_a_host() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLifespan(_ => fakes.Manager("first"));
        builder.Services.AddKeyedLifespan("second", (_, _) => (IAsyncContextManager<FakeResource>)CoreFaultTests.Generator(fakes, "second"));
        builder.Services.AddHostedService(_ => new HostedStep(fakes));
        var host = builder.Build();

        await RunAsync(host, fakes, token);
    });

    private static async Task RunAsync(IHost host, Fakes fakes, CancellationToken token)
    {
        List<Exception> failures = [];
        await TryAsync(async () =>
        {
            await host.StartAsync(token);
            await TryAsync(async () => await fakes.BlockAsync(token));
            await host.StopAsync(CancellationToken.None);
        });
        await TryAsync(async () => await ((IAsyncDisposable)host).DisposeAsync());
        if (failures.Count > 0)
            throw new AggregateException(failures);

        async Task TryAsync(Func<Task> action)
        {
            if (await Record.ExceptionAsync(action) is { } failure)
                failures.Add(failure);
        }
    }

    private sealed class HostedStep(Fakes fakes) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken) => await fakes.StepAsync("start service", cancellationToken);

        public async Task StopAsync(CancellationToken cancellationToken) => await fakes.StepAsync("stop service");
    }
}
