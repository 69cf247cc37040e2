using AsyncWith.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AsyncWith.Hosting.Tests;

/// <summary>The table of docs/hosting.md, a case a trait, for each way to build a host.</summary>
public sealed partial class LifespanHostTests
{
    private readonly Journal _journal = new();

    public static TheoryData<HostKind> Kinds => [.. Enum.GetValues<HostKind>()];

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "normal")]
    public async Task Lifespans_are_entered_before_hosted_services_are_constructed_and_exited_after_they_stopped(HostKind kind)
    {
        using var host = kind.Build(services => services
            .AddSingleton<IHostLifetime>(new JournalingLifetime(_journal))
            .AddStep(_journal)
            .AddDatabase(_journal)
            .AddCache(_journal));

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(
            [
                "listen", "enter database", "enter cache", "construct", "starting", "start", "started",
                "stopping", "stop", "stopped", "lifetime stopped", "exit cache", "exit database",
            ],
            _journal.Entries);
        Assert.Equal([null, null], _journal.Exits);
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "normal")]
    public async Task RunAsync_exits_the_lifespans_when_the_application_is_stopped(HostKind kind)
    {
        using var host = kind.Build(services => services.AddDatabase(_journal));
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(
            () => host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication());

        await host.RunAsync().WaitAsync(Setup.Hang);

        Assert.Equal(["enter database", "exit database"], _journal.Entries);
        Assert.Equal([null], _journal.Exits);
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "normal")]
    public async Task A_constructor_may_ask_for_the_resource(HostKind kind)
    {
        Database? seen = null;
        using var host = kind.Build(services => services
            .AddSingleton<IHostedService>(provider =>
            {
                seen = provider.GetRequiredService<Database>();
                return new HostedStep(_journal, _ => Task.CompletedTask);
            })
            .AddDatabase(_journal));

        await host.StartAsync();

        Assert.Same(host.Services.GetRequiredService<Database>(), seen);
        await host.StopAsync();
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "normal")]
    public async Task Starting_a_host_that_runs_is_an_error_and_changes_nothing(HostKind kind)
    {
        using var host = kind.Build(services => services.AddDatabase(_journal));
        await host.StartAsync();

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("started already", misuse.Message, StringComparison.Ordinal);
        Assert.Equal(["enter database"], _journal.Entries);
        await host.StopAsync();
        Assert.Equal([null], _journal.Exits);
    }

    [Fact]
    public async Task A_host_without_lifespans_entered_can_be_stopped_and_disposed_of()
    {
        var host = HostKind.Application.Build(services => services.AddDatabase(_journal));

        await host.StopAsync();
        host.Dispose();

        Assert.Empty(_journal.Entries);
    }

    [Fact]
    public async Task Two_hosts_of_the_same_services_have_lifespans_of_their_own()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddDatabase(_journal);
        var copy = new ServiceCollection().Add(builder.Services);
        using var first = builder.Build();
        await first.StartAsync();
        await using var second = copy.BuildServiceProvider();

        Assert.Equal(new Database(), first.Services.GetRequiredService<Database>());
        Assert.Throws<InvalidOperationException>(() => second.GetRequiredService<Database>());
        await first.StopAsync();
    }
}
