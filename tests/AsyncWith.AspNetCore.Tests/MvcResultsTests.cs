using System.Net;
using AsyncWith.AspNetCore.Tests.Support;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

[Trait("Case", "MVC actions")]
public sealed class MvcResultsTests
{
    private readonly Journal _journal = new();

    [Theory, InlineData(Server.Test), InlineData(Server.Kestrel)]
    public async Task An_action_runs_within_the_context_of_its_parameter(Server server)
    {
        await using var app = await StartAsync(server);

        Assert.Equal("transaction", await app.Client.GetStringAsync("/actions/text"));

        Assert.Equal(["enter transaction", "exit transaction", "headers"], _journal.Entries);
        Assert.Equal([null], _journal.Exits);
    }

    [Theory]
    [InlineData("conflict", 409)]
    [InlineData("object", 422)]
    [InlineData("problem", 503)]
    [InlineData("details", 451)]
    [InlineData("forbid", 403)]
    [InlineData("challenge", 401)]
    [InlineData("status", 404)]
    [InlineData("http", 410)]
    [InlineData("set", 411)]
    public async Task A_failure_status_is_told_to_the_exit(string action, int status)
    {
        await using var app = await StartAsync(Server.Test);

        Assert.Equal(status, (int)(await app.Client.GetAsync($"/actions/{action}")).StatusCode);

        Assert.Equal(status, Assert.IsType<RequestFailedException>(Assert.Single(_journal.Exits)).StatusCode);
        Assert.Equal(["enter transaction", "exit transaction", "headers"], _journal.Entries);
    }

    [Fact]
    public async Task What_an_action_throws_is_what_the_exit_sees()
    {
        await using var app = await StartAsync(Server.Test);

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/actions/throw")).StatusCode);

        Assert.IsType<InvalidDataException>(Assert.Single(_journal.Exits));
        Assert.Same(_journal.Exits[0], _journal.Thrown);
    }

    [Fact]
    public async Task Where_the_model_is_invalid_nothing_is_entered()
    {
        await using var app = await StartAsync(Server.Test);

        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.GetAsync("/actions/number?value=text")).StatusCode);

        Assert.Equal(["headers"], _journal.Entries);
    }

    [Fact]
    public async Task Where_the_exit_fails_the_client_gets_500()
    {
        await using var app = await StartAsync(Server.Test, (_, _) => Task.FromException<bool>(new IOException()));

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/actions/text")).StatusCode);
    }

    [Fact]
    public async Task An_exception_that_is_suppressed_is_an_error_unless_the_manager_answers()
    {
        await using (var app = await StartAsync(Server.Test, (_, _) => Task.FromResult(true)))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/actions/throw")).StatusCode);
            Assert.IsType<InvalidOperationException>(_journal.Thrown);
        }

        await using (var app = await StartAsync(Server.Test, async (http, _) =>
        {
            await http.Response.WriteAsync("sorry");
            return true;
        }))
        {
            Assert.Equal("sorry", await app.Client.GetStringAsync("/actions/throw"));
        }
    }

    [Theory, InlineData(Server.Test), InlineData(Server.Kestrel)]
    public async Task A_context_that_is_kept_open_is_exited_after_the_body(Server server)
    {
        await using var app = await StartAsync(server);

        Assert.Equal("[1,2]", await app.Client.GetStringAsync("/actions/stream"));

        Assert.Equal(["enter transaction", "headers", "exit transaction"], _journal.Entries);
        Assert.Equal([null], _journal.Exits);
    }

    [Fact]
    public async Task A_status_that_MVC_turns_into_problem_details_is_so_with_a_context_kept_open()
    {
        await using var app = await StartAsync(Server.Test);

        using var response = await app.Client.GetAsync("/actions/missing");

        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(404, Assert.IsType<RequestFailedException>(Assert.Single(_journal.Exits)).StatusCode);
    }

    [Fact]
    public async Task A_preset_status_keeps_no_action_from_its_context()
    {
        await using var app = await StartAsync(Server.Test, preset: 400);

        await app.Client.GetAsync("/actions/text");

        Assert.Equal([null], _journal.Exits);
    }

    [Fact]
    public async Task All_actions_can_run_within()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test,
            _journal,
            app => app.MapControllers().Within(_ => new Probe<Connection>(_journal, new Connection())),
            services => services.AddControllers().AddApplicationPart(typeof(ActionsController).Assembly));

        await app.Client.GetStringAsync("/actions/text");

        Assert.Equal(
            ["enter connection", "exit connection"], _journal.Entries.Where(entry => entry.EndsWith("connection", StringComparison.Ordinal)));
    }

    private Task<RunningApp> StartAsync(Server server, Func<HttpContext, Exception?, Task<bool>>? exiting = null, int? preset = null) =>
        RunningApp.StartAsync(
            server,
            _journal,
            app =>
            {
                app.Use((http, next) =>
                {
                    http.Response.StatusCode = preset ?? http.Response.StatusCode;
                    return next(http);
                });
                app.MapControllers();
            },
            services =>
            {
                services.AddAuthentication("BearerToken").AddBearerToken();
                services.AddControllers().AddApplicationPart(typeof(ActionsController).Assembly);
            },
            exiting);
}
