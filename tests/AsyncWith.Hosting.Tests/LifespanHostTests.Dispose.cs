using AsyncWith.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AsyncWith.Hosting.Tests;

public sealed partial class LifespanHostTests
{
    [Theory, MemberData(nameof(Kinds)), Trait("Case", "disposed without stop")]
    public async Task A_host_that_is_disposed_of_while_it_runs_exits_once_with_the_services_still_there(HostKind kind)
    {
        IHost? host = null;
        var isResolvable = false;
        host = kind.Build(services => services.AddSingleton(new Cache()).AddDatabase(_journal, exiting: _ =>
        {
            isResolvable = host!.Services.GetService<Cache>() is not null && host.Services.GetService<Database>() is not null;
            return Task.FromResult(false);
        }));
        await host.StartAsync();

        await ((IAsyncDisposable)host).DisposeAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        host.Dispose();

        Assert.IsType<ScopeNotCompletedException>(Assert.Single(_journal.Exits));
        Assert.True(isResolvable);
        Assert.Throws<ObjectDisposedException>(() => host.Services.GetService<Cache>());
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "disposed without stop")]
    public async Task So_does_one_that_is_disposed_of_synchronously(HostKind kind)
    {
        var host = kind.Build(services => services.AddDatabase(_journal));
        await host.StartAsync();

        host.Dispose();

        Assert.Contains("StopAsync", Assert.IsType<ScopeNotCompletedException>(Assert.Single(_journal.Exits)).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "disposed without stop")]
    public async Task Where_the_exit_fails_the_host_is_disposed_of_all_the_same(HostKind kind)
    {
        var host = kind.Build(services => services.AddDatabase(_journal, exiting: _ => Task.FromException<bool>(_failure)));
        await host.StartAsync();

        Assert.Same(_failure, await Assert.ThrowsAsync<InvalidDataException>(async () => await ((IAsyncDisposable)host).DisposeAsync()));

        Assert.IsType<ScopeNotCompletedException>(_failure.GetContext());
        Assert.Throws<ObjectDisposedException>(() => host.Services.GetService<IHostApplicationLifetime>());
    }

    [Theory, MemberData(nameof(Kinds)), Trait("Case", "disposed without stop")]
    public async Task A_host_that_was_stopped_is_disposed_of_without_another_exit_or_error(HostKind kind)
    {
        var host = kind.Build(services => services.AddDatabase(_journal, exiting: _ => Task.FromException<bool>(_failure)));
        await host.StartAsync();
        await Assert.ThrowsAsync<InvalidDataException>(() => host.StopAsync());

        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal([null], _journal.Exits);
    }

    [Fact, Trait("Case", "disposed without stop")]
    public async Task A_container_that_is_disposed_of_by_itself_exits_too()
    {
        var host = HostKind.Application.Build(services => services.AddDatabase(_journal));
        await host.StartAsync();

        await ((IAsyncDisposable)host.Services).DisposeAsync();

        Assert.IsType<ScopeNotCompletedException>(Assert.Single(_journal.Exits));
    }

    [Fact, Trait("Case", "disposed without stop")]
    public async Task A_host_disposed_of_when_it_has_stopped_its_services_exits_once_and_hangs_nowhere()
    {
        var host = HostKind.Application.Build(services => services.AddDatabase(_journal));
        await host.StartAsync();
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(host.Dispose);

        await Record.ExceptionAsync(() => host.StopAsync().WaitAsync(Setup.Hang));

        Assert.Single(_journal.Exits);
    }

    [Fact, Trait("Case", "disposed without stop")]
    public async Task The_container_disposes_of_a_resource_that_was_asked_for_after_the_exit()
    {
        var resource = new DisposableResource(_journal);
        var host = HostKind.Application.Build(services => services.AddLifespan(_ => new Probe<DisposableResource>(_journal, resource)));
        await host.StartAsync();
        _ = host.Services.GetRequiredService<DisposableResource>();

        await host.StopAsync();
        host.Dispose();

        Assert.Equal(["enter resource", "exit resource", "dispose resource"], _journal.Entries);
    }

    private sealed class DisposableResource(Journal journal) : IDisposable
    {
        public void Dispose() => journal.Add($"dispose {this}");

        public override string ToString() => "resource";
    }
}
