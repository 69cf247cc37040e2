using System.Net;
using System.Net.Sockets;
using AsyncWith.Hosting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AsyncWith.Hosting.Tests;

public sealed partial class LifespanHostTests
{
    private readonly InvalidDataException _failure = new("This is why.");

    public static TheoryData<HostKind, string> FailingSteps
    {
        get
        {
            var rows = new TheoryData<HostKind, string>();
            foreach (var kind in Enum.GetValues<HostKind>())
            {
                foreach (var step in (string[])["construct", "starting", "start", "started"])
                    rows.Add(kind, step);
            }

            return rows;
        }
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "an enter fails")]
    public async Task A_failing_enter_exits_the_earlier_ones_with_its_exception_and_no_hosted_service_is_constructed(HostKind kind)
    {
        using var host = kind.Build(services => services
            .AddStep(_journal)
            .AddDatabase(_journal)
            .AddKeyedLifespan("second", (_, _) => new Probe<Database>(_journal, new Database("second")))
            .AddCache(_journal, entering: _ => Task.FromException(_failure)));

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidDataException>(() => host.StartAsync()));

        Assert.Equal(["enter database", "enter second", "enter cache", "exit second", "exit database"], _journal.Entries);
        Assert.All(_journal.Exits, told => Assert.Same(_failure, told));
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "an enter fails")]
    public async Task Suppression_cannot_hide_a_failed_start_from_anybody(HostKind kind)
    {
        using var host = kind.Build(services => services
            .AddDatabase(_journal)
            .AddKeyedLifespan("second", (_, _) => new Probe<Database>(_journal, new Database("second")) { Exiting = _ => Task.FromResult(true) })
            .AddCache(_journal, entering: _ => Task.FromException(_failure)));

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidDataException>(() => host.StartAsync()));

        Assert.Equal([_failure, _failure], _journal.Exits);
    }

    [Fact, Trait("Case", "an enter fails")]
    public async Task Where_an_exit_fails_after_a_failed_enter_its_exception_carries_the_reason()
    {
        var exitFailure = new IOException("The exit failed too.");
        using var host = HostKind.Application.Build(services => services
            .AddDatabase(_journal)
            .AddKeyedLifespan("second", (_, _) => new Probe<Database>(_journal, new Database("second")) { Exiting = _ => throw exitFailure })
            .AddCache(_journal, entering: _ => Task.FromException(_failure)));

        Assert.Same(exitFailure, await Assert.ThrowsAsync<IOException>(() => host.StartAsync()));

        Assert.Same(_failure, exitFailure.GetContext());
        Assert.Equal([_failure, exitFailure], _journal.Exits);
    }

    [Fact, Trait("Case", "an enter fails")]
    public async Task A_manager_that_cannot_be_made_is_a_failed_enter()
    {
        using var host = HostKind.Application.Build(services => services.AddDatabase(_journal).AddLifespan<Cache>(_ => throw _failure));

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidDataException>(() => host.StartAsync()));

        Assert.Equal([_failure], _journal.Exits);
    }

    [Fact, Trait("Case", "an enter fails")]
    public async Task A_failing_enter_leaves_RunAsync()
    {
        var host = HostKind.Application.Build(
            services => services.AddDatabase(_journal).AddCache(_journal, entering: _ => Task.FromException(_failure)));

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidDataException>(() => host.RunAsync().WaitAsync(Setup.Hang)));

        Assert.Equal([_failure], _journal.Exits); // once, though RunAsync disposes of the host as well
    }

    [Theory, MemberData(nameof(FailingSteps)), Trait("Case", "hosted service's ctor/Starting/Start/Started fails")]
    public async Task A_failing_hosted_service_is_what_the_exits_see(HostKind kind, string step)
    {
        using var host = kind.Build(services => services.AddDatabase(_journal).AddCache(_journal).AddFailingStep(_journal, step, _failure));

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidDataException>(() => host.StartAsync()));
        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal([_failure, _failure], _journal.Exits);
        Assert.Equal(["exit cache", "exit database"], _journal.Entries[^2..]);
    }

    [Fact, Trait("Case", "port in use")]
    public async Task A_port_in_use_is_what_the_exits_see()
    {
        using var occupied = new TcpListener(IPAddress.Loopback, 0);
        occupied.Start();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{occupied.LocalEndpoint}");
        builder.Services.AddDatabase(_journal);
        await using var app = builder.Build();

        var thrown = await Assert.ThrowsAsync<IOException>(() => app.StartAsync());

        Assert.Equal([thrown], _journal.Exits);
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "failed start retried")]
    public async Task A_start_after_a_failed_one_enters_fresh_managers(HostKind kind)
    {
        List<Database?> made = [];
        List<Database?> seen = [];
        using var host = kind.Build(services => services
            .AddLifespan(_ =>
            {
                made.Add(new Database($"database {made.Count + 1}"));
                return new Probe<Database>(_journal, made[^1]!);
            })
            .AddLifespan(provider =>
            {
                seen.Add(provider.GetService<Database>());
                return new Probe<Cache>(_journal, new Cache())
                {
                    Entering = _ => seen.Count == 1 ? Task.FromException(_failure) : Task.CompletedTask,
                };
            }));

        await Assert.ThrowsAsync<InvalidDataException>(() => host.StartAsync());
        await host.StartAsync();

        Assert.Same(made[1], host.Services.GetRequiredService<Database>());
        await host.StopAsync();
        Assert.Equal(made, seen); // the second lifespan, too, saw the first one's resource of its own start
        Assert.Equal([_failure, null, null], _journal.Exits);
    }

    [Fact, Trait("Case", "failed start retried")]
    public async Task A_start_that_failed_in_a_hosted_service_can_be_retried()
    {
        var starts = 0;
        using var host = HostKind.Application.Build(services => services
            .AddDatabase(_journal)
            .AddStep(_journal, step => step == "start" && ++starts == 1 ? Task.FromException(_failure) : Task.CompletedTask));

        await Assert.ThrowsAsync<InvalidDataException>(() => host.StartAsync());
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal([_failure, null], _journal.Exits);
        Assert.Equal(2, _journal.Entries.Count(entry => entry == "enter database"));
    }
}
