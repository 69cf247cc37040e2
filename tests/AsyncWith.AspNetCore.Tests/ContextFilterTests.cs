using System.Net;
using AsyncWith.AspNetCore.Tests.Support;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

/// <summary>The table of docs/requests.md, a case a trait, in memory and with a real server.</summary>
public sealed partial class ContextFilterTests
{
    private readonly Journal _journal = new();
    private readonly InvalidDataException _failure = new("This is why.");

    public static TheoryData<Server> Servers => [Server.Test, Server.Kestrel];

    [Theory, MemberData(nameof(Servers)), Trait("Case", "success")]
    public async Task The_exit_sees_null_before_the_headers_and_the_client_gets_the_result(Server server)
    {
        await using var app = await RunningApp.StartAsync(server, _journal, app => app.MapGet("/", (InContext<Transaction> transaction) =>
        {
            _journal.Add("handler");
            return $"in {transaction.Resource.Name}";
        }));

        Assert.Equal("in transaction", await app.Client.GetStringAsync("/"));

        Assert.Equal(["enter transaction", "handler", "exit transaction", "headers"], _journal.Entries);
        Assert.Equal([null], _journal.Exits);
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "success")]
    public async Task The_exit_is_waited_for_before_the_client_hears_of_success(Server server)
    {
        var committed = false;
        await using var app = await RunningApp.StartAsync(
            server,
            _journal,
            app => app.MapPost("/", async (InContext<Transaction> transaction) =>
            {
                await Task.Yield();
                return Results.Created();
            }),
            exiting: async (_, _) =>
            {
                await Task.Yield();
                committed = true;
                return false;
            });

        using var request = new HttpRequestMessage(HttpMethod.Post, "/");
        using var response = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.True(committed);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "the exit fails")]
    public async Task Where_the_exit_fails_the_client_gets_500_and_nothing_of_the_answer(Server server)
    {
        await using var app = await RunningApp.StartAsync(
            server,
            _journal,
            app => app.MapGet("/", (InContext<Transaction> transaction, HttpContext http) =>
            {
                http.Response.Headers["X-Answer"] = "yes";
                return "the answer";
            }),
            exiting: (_, _) => Task.FromException<bool>(_failure));

        using var response = await app.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.False(response.Headers.Contains("X-Answer"));
        Assert.Same(_failure, _journal.Thrown);
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "the handler throws")]
    public async Task What_the_handler_throws_is_what_the_exit_and_the_exception_middleware_see(Server server)
    {
        await using var app = await RunningApp.StartAsync(
            server, _journal, app => app.MapGet("/", string (InContext<Transaction> transaction) => throw _failure));

        using var response = await app.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal([_failure], _journal.Exits);
        Assert.Same(_failure, _journal.Thrown);
    }

    [Fact, Trait("Case", "the handler throws")]
    public async Task What_it_throws_after_an_await_is_seen_too_and_linked_to_a_failing_exit()
    {
        var exitFailure = new IOException("The exit failed too.");
        await using var app = await RunningApp.StartAsync(
            Server.Test,
            _journal,
            app => app.MapGet("/", async (InContext<Transaction> transaction) =>
            {
                await Task.Yield();
                throw _failure;
            }),
            exiting: (_, _) => Task.FromException<bool>(exitFailure));

        using var response = await app.Client.GetAsync("/");

        Assert.Equal([_failure], _journal.Exits);
        Assert.Same(exitFailure, _journal.Thrown);
        Assert.Same(_failure, exitFailure.GetContext());
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "the exit suppresses the exception")]
    public async Task A_suppressed_exception_leaves_no_result_to_answer_with(Server server)
    {
        await using var app = await RunningApp.StartAsync(
            server,
            _journal,
            app => app.MapGet("/", string (InContext<Transaction> transaction) => throw _failure),
            exiting: (_, _) => Task.FromResult(true));

        using var response = await app.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Same(_failure, Assert.IsType<InvalidOperationException>(_journal.Thrown).InnerException);
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "the exit suppresses the exception")]
    public async Task Unless_the_manager_has_written_a_response(Server server)
    {
        await using var app = await RunningApp.StartAsync(
            server,
            _journal,
            app => app.MapGet("/", string (InContext<Transaction> transaction) => throw _failure),
            exiting: async (http, exception) =>
            {
                http.Response.StatusCode = 409;
                await http.Response.WriteAsync($"sorry: {exception!.Message}");
                return true;
            });

        using var response = await app.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("sorry: This is why.", await response.Content.ReadAsStringAsync());
        Assert.Null(_journal.Thrown);
    }

    [Fact, Trait("Case", "the exit suppresses the exception")]
    public async Task A_status_that_the_manager_sets_is_a_response()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test,
            _journal,
            app => app.MapGet("/", string (InContext<Transaction> transaction) => throw _failure),
            exiting: (http, _) =>
            {
                http.Response.StatusCode = 409;
                return Task.FromResult(true);
            });

        using var response = await app.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "the exit suppresses a failure status")]
    public async Task A_suppressed_failure_status_is_answered(Server server)
    {
        await using var app = await RunningApp.StartAsync(
            server,
            _journal,
            app => app.MapGet("/", (InContext<Transaction> transaction) => Results.Conflict("no")),
            exiting: (_, _) => Task.FromResult(true));

        using var response = await app.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("\"no\"", await response.Content.ReadAsStringAsync());
    }

    [Fact, Trait("Case", "result status >= 400")]
    public async Task An_exit_that_throws_what_it_was_told_lets_the_answer_pass()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test,
            _journal,
            app => app.MapGet("/", (InContext<Transaction> transaction) => Results.Conflict("no")),
            exiting: (_, exception) => Task.FromException<bool>(exception!));

        Assert.Equal(HttpStatusCode.Conflict, (await app.Client.GetAsync("/")).StatusCode);
        Assert.Null(_journal.Thrown);
    }

    [Fact, Trait("Case", "result status >= 400")]
    public async Task An_exit_that_fails_after_a_failure_status_is_a_500()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test,
            _journal,
            app => app.MapGet("/", (InContext<Transaction> transaction) => Results.Conflict("no")),
            exiting: (_, _) => Task.FromException<bool>(_failure));

        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Client.GetAsync("/")).StatusCode);
        Assert.Same(_failure, _journal.Thrown);
        Assert.IsType<RequestFailedException>(_failure.GetContext());
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "a second enter fails")]
    public async Task Where_a_second_enter_fails_the_first_sees_it_and_no_handler_runs(Server server)
    {
        await using var app = await RunningApp.StartAsync(
            server,
            _journal,
            app => app.MapGet("/", (InContext<Transaction> transaction, InContext<Connection> connection) =>
            {
                _journal.Add("handler");
                return "done";
            }),
            services =>
                services.AddRequestContext(_ => new Probe<Connection>(_journal, new Connection()) { Entering = _ => Task.FromException(_failure) }));

        using var response = await app.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(["enter transaction", "enter connection", "exit transaction", "headers"], _journal.Entries);
        Assert.Equal([_failure], _journal.Exits);
    }

    [Fact, Trait("Case", "success")]
    public async Task Several_contexts_are_exited_last_first()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test,
            _journal,
            app => app.MapGet("/", (InContext<Transaction> transaction, InContext<Connection> connection) => Results.NoContent()),
            services => services.AddRequestContext(_ => new Probe<Connection>(_journal, new Connection())));

        await app.Client.GetAsync("/");

        Assert.Equal(["enter transaction", "enter connection", "exit connection", "exit transaction", "headers"], _journal.Entries);
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "client gone, handler listens")]
    public async Task A_handler_that_listens_is_cancelled_when_the_client_leaves(Server server)
    {
        var inHandler = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await RunningApp.StartAsync(
            server, _journal, app => app.MapGet("/", async (InContext<Transaction> transaction, CancellationToken token) =>
            {
                inHandler.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            }));
        using var leaving = new CancellationTokenSource();

        var request = app.Client.GetAsync("/", leaving.Token);
        await inHandler.Task.WaitAsync(RunningApp.Hang);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await _journal.Exited.Task.WaitAsync(RunningApp.Hang);

        Assert.IsType<OperationCanceledException>(Assert.Single(_journal.Exits), exactMatch: false);
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "client gone, handler does not listen")]
    public async Task A_handler_that_does_not_listen_completes(Server server)
    {
        var inHandler = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await RunningApp.StartAsync(
            server, _journal, app => app.MapGet("/", async (InContext<Transaction> transaction, HttpContext http) =>
            {
                http.RequestAborted.Register(left.SetResult);
                inHandler.SetResult();
                await left.Task;
                return "done";
            }));
        using var leaving = new CancellationTokenSource();

        var request = app.Client.GetAsync("/", leaving.Token);
        await inHandler.Task.WaitAsync(RunningApp.Hang);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await _journal.Exited.Task.WaitAsync(RunningApp.Hang);

        Assert.Equal([null], _journal.Exits);
    }

    [Fact, Trait("Case", "success")]
    public async Task An_enter_is_given_the_token_of_the_request()
    {
        CancellationToken given = default, aborted = default;
        await using var app = await RunningApp.StartAsync(
            Server.Kestrel,
            _journal,
            app => app.MapGet("/", (InContext<Transaction> transaction, HttpContext http) =>
            {
                aborted = http.RequestAborted;
                return Results.NoContent();
            }),
            entering: token =>
            {
                given = token;
                return Task.CompletedTask;
            });

        await app.Client.GetAsync("/");

        Assert.True(given.CanBeCanceled);
        Assert.Equal(aborted, given);
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "success")]
    public async Task The_handler_sees_the_ambient_state_of_the_manager(Server server)
    {
        var ambient = new AsyncLocal<string?>();
        string? inHandler = null, afterwards = "unset";
        await using var app = await RunningApp.StartAsync(server, _journal, app =>
        {
            app.Use(async (http, next) =>
            {
                await next(http);
                afterwards = ambient.Value;
            });
            app.MapGet("/", (InContext<Connection> connection) =>
            {
                inHandler = ambient.Value;
                return Results.NoContent();
            });
        }, services => services.AddRequestContext(_ => AsyncContextManager.Create<Connection>(async yield =>
        {
            await Task.Yield();
            ambient.Value = "set";
            await yield.Return(new Connection());
        })));

        await app.Client.GetAsync("/");

        Assert.Equal("set", inHandler);
        Assert.Null(afterwards);
    }
}
