using AsyncWith.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AsyncWith.Hosting.Tests;

[Trait("Case", "BackgroundService fails")]
public sealed class BackgroundFailuresTests
{
    private readonly Journal _journal = new();
    private readonly InvalidDataException _failure = new("This is why.");

    public static TheoryData<HostKind> Kinds => [.. Enum.GetValues<HostKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Where_it_stops_the_host_the_exits_see_its_exception_and_RunAsync_returns(HostKind kind)
    {
        using var host = kind.Build(services => services
            .AddDatabase(_journal)
            .AddSingleton<IHostedService>(provider => new Background(Started(provider), _ => Task.FromException(_failure))));

        await host.RunAsync().WaitAsync(Setup.Hang);

        Assert.Equal([_failure], _journal.Exits);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Where_it_is_ignored_the_exits_see_nothing(HostKind kind)
    {
        using var host = kind.Build(services => services
            .Configure<HostOptions>(options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore)
            .AddDatabase(_journal)
            .AddSingleton<IHostedService>(provider => new Background(Started(provider), _ => Task.FromException(_failure))));
        await host.StartAsync();
        var service = host.Services.GetServices<IHostedService>().OfType<Background>().Single();
        await Assert.ThrowsAsync<InvalidDataException>(() => service.ExecuteTask!.WaitAsync(Setup.Hang));

        await host.StopAsync();

        Assert.Equal([null], _journal.Exits);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_failure()
    {
        var canceled = new OperationCanceledException("A call timed out.");
        using var host = HostKind.Application.Build(services => services
            .AddDatabase(_journal)
            .AddSingleton<IHostedService>(provider => new Background(Started(provider), _ => throw canceled)));

        await host.RunAsync().WaitAsync(Setup.Hang);

        Assert.Equal([canceled], _journal.Exits);
    }

    [Fact]
    public async Task A_service_that_ends_when_it_is_told_to_has_not_failed()
    {
        using var host = HostKind.Application.Build(services => services
            .AddDatabase(_journal)
            .AddSingleton<IHostedService>(provider => new Background(Started(provider), token => Task.Delay(Timeout.Infinite, token))));
        await host.StartAsync();

        await host.StopAsync();

        Assert.Equal([null], _journal.Exits);
    }

    [Fact]
    public async Task A_service_that_fails_while_it_stops_has_failed()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = HostKind.Application.Build(services => services
            .AddDatabase(_journal)
            .AddSingleton<IHostedService>(provider => new Background(Started(provider), async token =>
            {
                running.SetResult();
                await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw _failure;
            })));
        await host.StartAsync();
        await running.Task.WaitAsync(Setup.Hang);

        await host.StopAsync();

        Assert.Equal([_failure], _journal.Exits);
    }

    [Fact]
    public async Task Several_failures_are_told_together()
    {
        var stop = new IOException();
        using var host = HostKind.Application.Build(services => services
            .AddDatabase(_journal)
            .AddFailingStep(_journal, "stop", stop)
            .AddSingleton<IHostedService>(provider => new Background(Started(provider), _ => Task.FromException(_failure))));

        Assert.Same(stop, await Assert.ThrowsAsync<IOException>(() => host.RunAsync().WaitAsync(Setup.Hang)));

        Assert.Equal([_failure, stop], Assert.IsType<AggregateException>(Assert.Single(_journal.Exits)).InnerExceptions);
    }

    [Fact]
    public async Task A_service_that_fails_while_others_start_is_the_reason_why_the_start_was_cancelled()
    {
        using var host = HostKind.Application.Build(services => services
            .AddDatabase(_journal)
            .AddSingleton<IHostedService>(_ => new Background(Task.CompletedTask, _ => Task.FromException(_failure)))
            .AddSingleton<IHostedService, WaitsForCancellation>());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync().WaitAsync(Setup.Hang));

        Assert.Equal([_failure], _journal.Exits);
    }

    private static Task Started(IServiceProvider provider)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(started.SetResult);
        return started.Task;
    }

    private sealed class Background(Task started, Func<CancellationToken, Task> run) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await started.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await run(stoppingToken);
        }
    }

    private sealed class WaitsForCancellation : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
