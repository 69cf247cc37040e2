using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace AsyncWith.AspNetCore.Tests.Diagnostics;

/// <summary>What the page's endpoints answer.</summary>
[Collection(nameof(Observing))]
public sealed class DiagnosticsEndpointExtensionsTests
{
    private static IAsyncContextManager<int> Named(string name) => AsyncContextManager.FromValue(1).Named(name);

    [Fact]
    public async Task The_page_is_whole_in_itself_and_lets_the_browser_run_nothing_else()
    {
        await using var app = await DiagnosticsApp.StartAsync();
        using var response = await app.Client.GetAsync(new Uri("/contexts", UriKind.Relative));
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/*script*/", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_are_what_the_tree_shows()
    {
        await using var app = await DiagnosticsApp.StartAsync(options => options.RecordOpener = true);
        await Assert.ThrowsAsync<FormatException>(async () => await Named("ended").UseAsync(static async _ => throw new FormatException()));
        await Named("outer").UseAsync(async _ => await Named("<script>").UseAsync(async _ =>
        {
            var json = await app.Client.GetStringAsync(new Uri("/contexts/data", UriKind.Relative));
            using var data = JsonDocument.Parse(json);
            var open = data.RootElement.GetProperty("open");
            var ended = data.RootElement.GetProperty("recent")[0];

            Assert.DoesNotContain("<script>", json, StringComparison.Ordinal);
            Assert.Equal(2, data.RootElement.GetProperty("count").GetInt32());
            Assert.Equal(["outer", "<script>"], open.EnumerateArray().Select(context => context.GetProperty("name").GetString()));
            Assert.Equal(open[0].GetProperty("id").GetInt64(), open[1].GetProperty("parent").GetInt64());
            Assert.Equal("open", open[1].GetProperty("phase").GetString());
            Assert.StartsWith("DiagnosticsEndpointExtensionsTests.The_data", open[0].GetProperty("opener").GetString(), StringComparison.Ordinal);
            Assert.Equal(("ended", "Failed", "System.FormatException"), (Text("name"), Text("outcome"), Text("error")));

            string? Text(string name) => ended.GetProperty(name).GetString();
        }));
    }

    [Fact]
    public async Task The_stream_sends_the_data_until_the_application_stops()
    {
        var app = await DiagnosticsApp.StartAsync();
        using var stream = new StreamReader(await app.Client.GetStreamAsync(new Uri("/contexts/stream", UriKind.Relative)));
        Assert.StartsWith("data: {\"now\":", await stream.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await stream.ReadLineAsync());
        Assert.StartsWith("data: {\"now\":", await stream.ReadLineAsync(), StringComparison.Ordinal);

        await app.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Without_the_services_it_says_what_to_call()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        var error = Assert.Throws<InvalidOperationException>(() => app.MapAsyncWith());

        Assert.Contains("AddAsyncWithDiagnostics", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conventions_go_to_all_endpoints()
    {
        var builder = WebApplication.CreateSlimBuilder();
        Microsoft.Extensions.DependencyInjection.DiagnosticsServiceCollectionExtensions.AddAsyncWithDiagnostics(builder.Services);
        await using var app = builder.Build();
        app.MapAsyncWith("/open").WithMetadata("mine");

        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToArray();

        Assert.Equal(["/open/", "/open/data", "/open/stream"], endpoints.Select(endpoint => endpoint.RoutePattern.RawText).Order());
        Assert.All(endpoints, endpoint => Assert.Contains("mine", endpoint.Metadata));
    }
}
