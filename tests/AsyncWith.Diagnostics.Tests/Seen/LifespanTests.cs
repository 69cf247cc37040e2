using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace AsyncWith.Diagnostics.Tests.Seen;

/// <summary>The lifespans of a host, as the tree sees them.</summary>
public sealed class LifespanTests
{
    [Fact]
    public async Task Lifespans_are_open_by_the_names_of_their_managers_from_start_to_stop()
    {
        using var tree = new ContextTree();
        using var host = Host(Database(), Database().Named("cache"));

        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["Database", "cache"], tree.Snapshot().Select(context => context.Name));
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Empty(tree.Snapshot());
        Assert.Equal(
            [("Database", ContextOutcome.Completed), ("cache", ContextOutcome.Completed)],
            tree.Recent().Select(ended => (ended.Context.Name, ended.Outcome)));
    }

    [Fact]
    public async Task A_lifespan_that_cannot_be_entered_was_not_and_those_before_it_failed()
    {
        using var tree = new ContextTree();
        using var host = Host(
            Database(),
            AsyncContextManager.FromAcquireRelease<object>(static _ => throw new FormatException(), static (_, _) => default).Named("broken"));

        await Assert.ThrowsAsync<FormatException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Empty(tree.Snapshot());
        Assert.Equal(
            [("Database", ContextOutcome.Failed), ("broken", ContextOutcome.NotEntered)],
            tree.Recent().Select(ended => (ended.Context.Name, ended.Outcome)));
    }

    private static AsyncContextManager<object> Database() =>
        AsyncContextManager.Create<object>(static async yield => await yield.Return(new object()));

    private static IHost Host(params IAsyncContextManager<object>[] managers)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        foreach (var manager in managers)
            builder.Services.AddKeyedLifespan(manager, (_, _) => manager);
        return builder.Build();
    }
}
