using AsyncWith.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AsyncWith.Hosting.Tests;

public sealed class LifespanServiceCollectionExtensionsTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task The_resource_is_a_singleton()
    {
        var resource = new Database();
        using var host = HostKind.Application.Build(services => services.AddLifespan(_ => AsyncContextManager.FromValue(resource)));
        await host.StartAsync();

        await using var scope = host.Services.CreateAsyncScope();

        Assert.Same(resource, host.Services.GetRequiredService<Database>());
        Assert.Same(resource, scope.ServiceProvider.GetRequiredService<Database>());
        await host.StopAsync();
    }

    [Fact]
    public void Asked_for_before_the_start_it_says_to_start_the_host()
    {
        using var host = HostKind.Application.Build(services => services.AddDatabase(_journal));

        var misuse = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<Database>());

        Assert.Contains(typeof(Database).FullName!, misuse.Message, StringComparison.Ordinal);
        Assert.Contains("Start the host", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_for_after_the_stop_it_says_that_the_host_has_stopped()
    {
        using var host = HostKind.Application.Build(services => services.AddDatabase(_journal));
        await host.StartAsync();
        await host.StopAsync();

        var misuse = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<Database>());

        Assert.Contains("the host has stopped", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_lifespan_may_resolve_an_earlier_one()
    {
        using var host = HostKind.Application.Build(services => services.AddDatabase(_journal).AddCache(_journal));
        await host.StartAsync();

        Assert.Same(host.Services.GetRequiredService<Database>(), host.Services.GetRequiredService<Cache>().Database);
        await host.StopAsync();
    }

    [Fact]
    public async Task An_earlier_lifespan_that_asks_for_a_later_one_is_told_about_the_order()
    {
        using var host = HostKind.Application.Build(services => services.AddCache(_journal).AddDatabase(_journal));

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("in the order in which they were added", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exit_may_ask_for_an_earlier_resource()
    {
        IHost? host = null;
        Database? seen = null;
        using var built = host = HostKind.Application.Build(
            services => services.AddDatabase(_journal).AddLifespan(_ => new Probe<Cache>(_journal, new Cache())
            {
                Exiting = _ =>
                {
                    seen = host!.Services.GetService<Database>();
                    return Task.FromResult(false);
                },
            }));
        await host.StartAsync();
        await host.StopAsync();

        Assert.NotNull(seen);
    }

    [Fact]
    public async Task A_keyed_lifespan_has_a_keyed_resource_and_is_given_its_key()
    {
        List<object?> keys = [];
        using var host = HostKind.Application.Build(services =>
        {
            foreach (var key in (string[])["first", "second"])
            {
                services.AddKeyedLifespan(key, (_, key) =>
                {
                    keys.Add(key);
                    return new Probe<Database>(_journal, new Database($"{key}"));
                });
            }

            services.AddLifespan(provider => new Probe<Cache>(_journal, new Cache(provider.GetRequiredKeyedService<Database>("second"))));
        });
        await host.StartAsync();

        Assert.Equal(["first", "second"], keys);
        Assert.Equal("first", host.Services.GetRequiredKeyedService<Database>("first").Name);
        Assert.Equal("second", host.Services.GetRequiredService<Cache>().Database!.Name);
        Assert.Null(host.Services.GetService<Database>());
        await host.StopAsync();
        Assert.Equal(["exit cache", "exit second", "exit first"], _journal.Entries[^3..]);
    }

    [Fact]
    public void A_keyed_resource_that_is_not_there_is_named_with_its_key()
    {
        using var host = HostKind.Application.Build(
            services => services.AddKeyedLifespan("orders", (_, _) => new Probe<Database>(_journal, new Database())));

        var misuse = Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredKeyedService<Database>("orders"));

        Assert.Contains("'orders'", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_null_means_no_key()
    {
        using var host = HostKind.Application.Build(
            services => services.AddKeyedLifespan(null, (_, key) => new Probe<Database>(_journal, new Database($"key {key}"))));
        await host.StartAsync();

        Assert.Equal("key ", host.Services.GetRequiredService<Database>().Name);
        await host.StopAsync();
    }

    [Fact]
    public async Task Two_lifespans_may_have_the_same_type()
    {
        using var host = HostKind.Application.Build(services => services
            .AddLifespan(_ => new Probe<Database>(_journal, new Database("first")))
            .AddLifespan(_ => new Probe<Database>(_journal, new Database("second"))));
        await host.StartAsync();

        Assert.Equal("second", host.Services.GetRequiredService<Database>().Name);
        Assert.Equal(["first", "second"], host.Services.GetServices<Database>().Select(database => database.Name));
        await host.StopAsync();
        Assert.Equal(["enter first", "enter second", "exit second", "exit first"], _journal.Entries);
    }

    [Fact]
    public async Task A_service_that_a_test_adds_later_is_what_later_lifespans_see()
    {
        var fake = new Database("fake");
        using var host = HostKind.Application.Build(services => services.AddDatabase(_journal).AddCache(_journal).AddSingleton(fake));
        await host.StartAsync();

        Assert.Same(fake, host.Services.GetRequiredService<Cache>().Database);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_lifespan_whose_service_is_removed_is_removed()
    {
        using var host = HostKind.Application.Build(services => services.AddDatabase(_journal).RemoveAll<Database>().AddCache(_journal));
        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["enter cache", "exit cache"], _journal.Entries);
    }

    [Fact]
    public async Task A_function_that_returns_no_manager_is_named()
    {
        using var host = HostKind.Application.Build(services => services.AddLifespan<Database>(_ => null!));

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains($"The lifespan of {typeof(Database)} has no manager", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_that_hands_over_nothing_is_exited_again()
    {
        using var host = HostKind.Application.Build(services => services.AddLifespan(_ => new Probe<Database>(_journal, null!)));

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("has no resource", misuse.Message, StringComparison.Ordinal);
        Assert.Equal([misuse], _journal.Exits);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        ServiceCollection services = [];

        Assert.Throws<ArgumentNullException>("services", () => LifespanServiceCollectionExtensions.AddLifespan<Database>(null!, _ => null!));
        Assert.Throws<ArgumentNullException>("manager", () => services.AddLifespan<Database>(null!));
        Assert.Throws<ArgumentNullException>(
            "services", () => LifespanServiceCollectionExtensions.AddKeyedLifespan<Database>(null!, "key", (_, _) => null!));
        Assert.Throws<ArgumentNullException>("manager", () => services.AddKeyedLifespan<Database>("key", null!));
        Assert.Throws<ArgumentException>("serviceKey", () => services.AddKeyedLifespan<Database>(KeyedService.AnyKey, (_, _) => null!));
        Assert.Empty(services);
    }
}
