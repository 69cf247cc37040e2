using AsyncWith.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static AsyncWith.Testing.Tests.Faults.Exhaustion;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>Requests in contexts: a fault at every step of enter, handler, exit and response, and a client that leaves at every step.</summary>
public sealed class RequestFaultTests
{
    [Fact]
    public Task A_handler() => AssertAsync(app => app.MapGet("/", async (HttpContext http, InContext<FakeResource> resource) =>
    {
        Assert.NotNull(resource.Resource);
        await FakesOf(http).BlockAsync(http.RequestAborted);
        return "ok";
    }));

    [Fact]
    public Task A_handler_that_answers_with_a_failure() =>
        AssertAsync(app => app.MapGet("/", async (HttpContext http, InContext<FakeResource> resource) =>
        {
            await FakesOf(http).BlockAsync(http.RequestAborted);
            return Results.Conflict();
        }));

    [Fact]
    public Task A_handler_in_two_contexts_and_that_of_its_group() => AssertAsync(app =>
        app.MapGroup("").Within(http => FakesOf(http).Manager("outer").Select(resource => (IDisposable)resource))
            .MapGet("/", async (HttpContext http, InContext<FakeResource> resource, InContext<string> generated) =>
            {
                await FakesOf(http).BlockAsync(http.RequestAborted);
                return generated.Resource;
            }));

    [Fact]
    public Task A_response_that_keeps_the_context_open() =>
        AssertAsync(app => app.MapGet("/", async (HttpContext http, [KeepOpen] InContext<FakeResource> resource) =>
        {
            await FakesOf(http).BlockAsync(http.RequestAborted);
            return Results.Stream(async stream =>
            {
                await stream.WriteAsync("first"u8.ToArray());
                await FakesOf(http).StepAsync("write", http.RequestAborted);
            });
        }));

    private static Fakes FakesOf(HttpContext http) => (Fakes)http.Items[typeof(Fakes)]!;

    private static async Task AssertAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRequestContext(http => FakesOf(http).Manager("request"));
        builder.Services.AddRequestContext(
            http => (IAsyncContextManager<string>)AsyncContextManager.Create<string>(async (yield, cancellationToken) =>
            {
                await using var resource = await FakesOf(http).OpenAsync("generated", cancellationToken);
                await yield.Return("generated");
            }));
        await using var app = builder.Build();
        map(app);
        var endpoint = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Single();

        await AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
        {
            await using var scope = app.Services.CreateAsyncScope();
            var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = token };
            http.Items[typeof(Fakes)] = fakes;
            http.Response.Body = new MemoryStream();
            http.SetEndpoint(endpoint);
            await endpoint.RequestDelegate!(http);
        });
    }
}
