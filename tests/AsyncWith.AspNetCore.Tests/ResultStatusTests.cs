using AsyncWith.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.HttpResults;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

[Trait("Case", "result status >= 400")]
public sealed class ResultStatusTests
{
    private readonly Journal _journal = new();

    [Theory]
    [InlineData("results", 409, "\"told\"")]
    [InlineData("typed", 404, "")]
    [InlineData("nested", 422, "\"told\"")]
    [InlineData("problem", 503, null)]
    [InlineData("validation", 400, null)]
    [InlineData("forbid", 403, "")]
    [InlineData("challenge", 401, "")]
    [InlineData("status", 418, "")]
    [InlineData("json", 507, "1")]
    [InlineData("set", 410, "told")]
    [InlineData("void", 411, "")]
    public async Task A_failure_status_is_told_to_the_exit_and_answered_unchanged(string path, int status, string? body)
    {
        await using var app = await StartAsync();

        using var response = await app.Client.GetAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
        if (body is not null)
            Assert.Equal(body, await response.Content.ReadAsStringAsync());
        var told = Assert.IsType<RequestFailedException>(Assert.Single(_journal.Exits));
        Assert.Equal(status, told.StatusCode);
        Assert.Contains($"{status}", told.Message, StringComparison.Ordinal);
        Assert.Equal(["enter transaction", "exit transaction", "headers"], _journal.Entries);
    }

    [Theory]
    [InlineData("nested?ok=true", 200)]
    [InlineData("redirect", 302)]
    [InlineData("accepted", 202)]
    [InlineData("overridden", 200)]
    public async Task Any_other_status_is_success(string path, int status)
    {
        await using var app = await StartAsync();

        using var response = await app.Client.GetAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal([null], _journal.Exits);
    }

    private Task<RunningApp> StartAsync() => RunningApp.StartAsync(
        Server.Kestrel,
        _journal,
        app =>
        {
            app.MapGet("/results", (InContext<Transaction> transaction) => Results.Conflict("told"));
            app.MapGet("/typed", (InContext<Transaction> transaction) => TypedResults.NotFound());
            app.MapGet("/nested", Results<Ok, UnprocessableEntity<string>> (InContext<Transaction> transaction, bool? ok) =>
                ok == true ? TypedResults.Ok() : TypedResults.UnprocessableEntity("told"));
            app.MapGet("/problem", (InContext<Transaction> transaction) => Results.Problem("told", statusCode: 503));
            app.MapGet(
                "/validation",
                (InContext<Transaction> transaction) => Results.ValidationProblem(new Dictionary<string, string[]> { ["count"] = ["too many"] }));
            app.MapGet("/forbid", (InContext<Transaction> transaction) => Results.Forbid());
            app.MapGet("/challenge", (InContext<Transaction> transaction) => Results.Challenge());
            app.MapGet("/status", (InContext<Transaction> transaction) => Results.StatusCode(418));
            app.MapGet("/json", (InContext<Transaction> transaction) => Results.Json(1, statusCode: 507));
            app.MapGet("/set", (InContext<Transaction> transaction, HttpContext http) =>
            {
                http.Response.StatusCode = 410;
                return "told";
            });
            app.MapGet("/void", (InContext<Transaction> transaction, HttpContext http) => { http.Response.StatusCode = 411; });
            app.MapGet("/redirect", (InContext<Transaction> transaction) => Results.Redirect("http://127.0.0.1:1/"));
            app.MapGet("/accepted", (InContext<Transaction> transaction) => Results.Accepted());
            app.MapGet("/overridden", (InContext<Transaction> transaction, HttpContext http) =>
            {
                http.Response.StatusCode = 500;
                return Results.Ok();
            });
        },
        services => services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken(),
        followRedirects: false);
}
