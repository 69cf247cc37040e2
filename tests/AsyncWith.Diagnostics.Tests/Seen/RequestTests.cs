using AsyncWith.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AsyncWith.Diagnostics.Tests.Seen;

/// <summary>The contexts of requests, as the tree sees them.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData("/ok", ContextOutcome.Completed, null)]
    [InlineData("/status", ContextOutcome.Failed, "AsyncWith.AspNetCore.RequestFailedException")]
    [InlineData("/throws", ContextOutcome.Failed, "System.FormatException")]
    public async Task A_request_is_in_its_context_while_the_handler_runs(string path, ContextOutcome outcome, string? error)
    {
        using var tree = new ContextTree();
        IReadOnlyList<OpenContext> open = [];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddRequestContext(_ => Session());
        await using var app = builder.Build();
        app.MapGet("/ok", async (InContext<Item> item) => await InsideAsync());
        app.MapGet("/status", async (InContext<Item> item) =>
        {
            await InsideAsync();
            return Microsoft.AspNetCore.Http.Results.Conflict();
        });
        app.MapGet("/throws", async (InContext<Item> item) =>
        {
            await InsideAsync();
            throw new FormatException();
        });
        await app.StartAsync(TestContext.Current.CancellationToken);

        await Record.ExceptionAsync(() => app.GetTestClient().GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal(["Session", "query"], open.Select(context => context.Name));
        Assert.Same(open[0], open[1].Parent);
        Assert.Empty(tree.Snapshot());
        var ended = Assert.Single(tree.Recent(), ended => ended.Context.Name == "Session");
        Assert.Equal((outcome, error), (ended.Outcome, ended.Error));

        async Task InsideAsync() => await AsyncContextManager.FromValue(1).Named("query").UseAsync(async _ => open = tree.Snapshot());
    }

    private static AsyncContextManager<Item> Session() => AsyncContextManager.Create<Item>(static async yield => await yield.Return(new Item()));

    private sealed class Item;
}
