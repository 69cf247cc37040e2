using AsyncWith.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AsyncWith.Hosting.Tests;

public sealed class HostDecorationTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task A_lifetime_that_is_added_later_begins_to_listen_after_the_enters()
    {
        using var host = HostKind.Application.Build(services => services
            .AddStep(_journal)
            .AddDatabase(_journal)
            .AddSingleton<IHostLifetime>(new JournalingLifetime(_journal)));
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["enter database", "listen", "construct"], _journal.Entries[..3]);
        Assert.Equal("exit database", _journal.Entries[^1]);
    }

    [Fact]
    public async Task A_lifetime_between_two_lifespans_is_decorated_too()
    {
        using var host = HostKind.Application.Build(services => services
            .AddDatabase(_journal)
            .AddSingleton<IHostLifetime>(new JournalingLifetime(_journal))
            .AddCache(_journal));
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["listen", "enter database", "enter cache", "lifetime stopped", "exit cache", "exit database"], _journal.Entries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lifetime_is_disposed_of_by_whoever_owns_it(bool isInstance)
    {
        var lifetime = new DisposableLifetime(_journal);
        var host = HostKind.Application.Build(services =>
        {
            if (isInstance)
                services.AddSingleton<IHostLifetime>(lifetime);
            else
                services.AddSingleton<IHostLifetime>(_ => lifetime);
            services.AddDatabase(_journal);
        });
        await host.StartAsync();
        await host.StopAsync();

        await ((IAsyncDisposable)host).DisposeAsync();

        Assert.Equal(isInstance ? 0 : 1, _journal.Entries.Count(entry => entry == "dispose"));
    }

    [Fact]
    public void Services_without_a_host_may_have_lifespans_that_are_never_entered()
    {
        using var provider = new ServiceCollection().AddDatabase(_journal).BuildServiceProvider();

        Assert.Contains(
            "Start the host", Assert.Throws<InvalidOperationException>(provider.GetRequiredService<Database>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_host_that_services_ask_for_is_the_one_that_was_built()
    {
        using var host = HostKind.Application.Build(services => services.AddDatabase(_journal));

        Assert.Same(host, host.Services.GetRequiredService<IHost>());
    }

    private sealed class DisposableLifetime(Journal journal) : IHostLifetime, IDisposable
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => journal.Add("dispose");
    }
}
