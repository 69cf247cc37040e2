using AsyncWith.AspNetCore.Tests.Support;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

public sealed class RequestContextEndpointExtensionsTests
{
    private readonly Journal _journal = new();

    [Theory, InlineData(Server.Test), InlineData(Server.Kestrel)]
    public async Task A_handler_without_a_parameter_runs_within(Server server)
    {
        await using var app = await RunningApp.StartAsync(server, _journal, app => app.MapGet("/", () =>
        {
            _journal.Add("handler");
            return "done";
        }).Within<Transaction>());

        Assert.Equal("done", await app.Client.GetStringAsync("/"));

        Assert.Equal(["enter transaction", "handler", "exit transaction", "headers"], _journal.Entries);
    }

    [Fact]
    public async Task All_handlers_of_a_group_run_within()
    {
        await using var app = await RunningApp.StartAsync(Server.Test, _journal, app =>
        {
            var group = app.MapGroup("/outer").MapGroup("/inner").Within<Transaction>();
            group.MapGet("/", () => "one");
            group.MapGroup("/deeper").MapGet("/", () => "two");
            app.MapGet("/", () => "outside");
        });

        Assert.Equal("one", await app.Client.GetStringAsync("/outer/inner"));
        Assert.Equal("two", await app.Client.GetStringAsync("/outer/inner/deeper"));
        Assert.Equal("outside", await app.Client.GetStringAsync("/"));

        Assert.Equal([null, null], _journal.Exits);
    }

    [Fact]
    public async Task An_endpoint_that_is_a_request_delegate_runs_within()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test, _journal, app => app.MapGet("/", (RequestDelegate)(http => http.Response.WriteAsync("done"))).Within<Transaction>());

        Assert.Equal("done", await app.Client.GetStringAsync("/"));

        Assert.Equal([null], _journal.Exits);
    }

    [Fact]
    public async Task A_manager_of_the_endpoints_own_needs_no_registration_and_serves_parameters()
    {
        await using var app = await RunningApp.StartAsync(Server.Test, _journal, app => app
            .MapGet("/", (InContext<Connection> connection) => connection.Resource.ToString())
            .Within(_ => new Probe<Connection>(_journal, new Connection())));

        Assert.Equal("connection", await app.Client.GetStringAsync("/"));

        Assert.Equal(["enter connection", "exit connection", "headers"], _journal.Entries);
    }

    [Fact]
    public async Task A_manager_of_the_endpoints_own_takes_precedence()
    {
        await using var app = await RunningApp.StartAsync(Server.Test, _journal, app => app.MapGroup("/").Within<Transaction>()
            .MapGet("/", (InContext<Transaction> transaction) => transaction.Resource.Name)
            .Within(_ => new Probe<Transaction>(_journal, new Transaction("own"))));

        Assert.Equal("own", await app.Client.GetStringAsync("/"));

        Assert.Equal(["enter own", "exit own", "headers"], _journal.Entries);
    }

    [Fact]
    public async Task A_function_that_returns_no_manager_is_named()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test, _journal, app => app.MapGet("/", () => "done").Within(IAsyncContextManager<Connection> (_) => null!));

        await app.Client.GetAsync("/");

        Assert.Contains("has no manager", Assert.IsType<InvalidOperationException>(_journal.Thrown).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>("builder", () => ((RouteHandlerBuilder)null!).Within<Transaction>());
        Assert.Throws<ArgumentNullException>("builder", () => ((RouteGroupBuilder)null!).Within<Transaction>());
        Assert.Throws<ArgumentNullException>("builder", () => ((IEndpointConventionBuilder)null!).Within<Transaction>());
        Assert.Throws<ArgumentNullException>("builder", () => ((RouteGroupBuilder)null!).Within(_ => AsyncContextManager.FromValue(1)));
        Assert.Throws<ArgumentNullException>("manager", () => ((RouteGroupBuilder)null!).Within<RouteGroupBuilder, int>(null!));
        Assert.Throws<ArgumentNullException>("services", () => RequestContextServiceCollectionExtensions.AddRequestContext<int>(null!, _ => null!));
        Assert.Throws<ArgumentNullException>("manager", () => new ServiceCollection().AddRequestContext<int>(null!));
    }
}
