using System.Net;
using AsyncWith.AspNetCore.Tests.Support;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

public sealed class InContextTests
{
    private readonly Journal _journal = new();

    [Theory, InlineData(Server.Test), InlineData(Server.Kestrel), Trait("Case", "the same T several times")]
    public async Task The_same_context_asked_for_several_times_is_entered_once(Server server)
    {
        await using var app = await RunningApp.StartAsync(server, _journal, app => app.MapGroup("/").Within<Transaction>().MapGet(
            "/{id}",
            (InContext<Transaction> first, [AsParameters] Parameters parameters, InContext<Transaction> second, Repository repository) =>
            {
                var isOne = ReferenceEquals(first.Resource, second.Resource)
                    && ReferenceEquals(first, parameters.Transaction)
                    && ReferenceEquals(repository.Transaction, first.Resource);
                return $"{parameters.Id} {isOne}";
            })
            .Within<Transaction>());

        Assert.Equal("7 True", await app.Client.GetStringAsync("/7"));

        Assert.Equal(["enter transaction", "exit transaction", "headers"], _journal.Entries);
    }

    [Fact, Trait("Case", "the same T several times")]
    public async Task A_property_of_parameters_alone_puts_the_handler_into_the_context()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test, _journal, app => app.MapGet("/{id}", ([AsParameters] Parameters parameters) => parameters.Transaction.Resource.Name));

        Assert.Equal("transaction", await app.Client.GetStringAsync("/7"));

        Assert.Equal([null], _journal.Exits);
    }

    [Fact]
    public async Task A_service_that_the_handler_uses_has_the_resource()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test, _journal, app => app.MapGet("/", (Repository repository) => repository.Transaction.Name).Within<Transaction>());

        Assert.Equal("transaction", await app.Client.GetStringAsync("/"));
    }

    [Fact]
    public async Task A_service_at_an_endpoint_without_the_context_is_told_what_to_do()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test, _journal, app => app.MapGet("/", (Repository repository) => repository.Transaction.Name));

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/")).StatusCode);

        Assert.Contains("Within<Transaction>()", Assert.IsType<InvalidOperationException>(_journal.Thrown).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_nobody_can_make_is_named()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test, _journal, app => app.MapGet("/", (InContext<Connection> connection) => "done"));

        var misuse = await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.GetAsync("/"));

        Assert.Contains("AddRequestContext<Connection>", misuse.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_request_has_a_context_of_its_own()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test,
            _journal,
            app => app.MapGet("/", (InContext<Connection> connection) => "done"),
            services => services.AddRequestContext(_ => new Probe<Connection>(_journal, new Connection())));

        await app.Client.GetAsync("/");
        await app.Client.GetAsync("/");

        Assert.Equal(["enter connection", "exit connection", "headers", "enter connection", "exit connection", "headers"], _journal.Entries);
    }

    [Fact]
    public async Task BindAsync_and_PopulateMetadata_check_their_arguments()
    {
        await Assert.ThrowsAsync<ArgumentNullException>("context", async () => await InContext<Transaction>.BindAsync(null!, null!));
        Assert.Throws<ArgumentNullException>("parameter", () => InContext<Transaction>.PopulateMetadata(null!, null!));
    }
}
