using System.Net;
using System.Net.Http.Json;
using AsyncWith.AspNetCore.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

/// <summary>Requests whose handler does not run.</summary>
public sealed partial class ContextFilterTests
{
    [Theory, MemberData(nameof(Servers)), Trait("Case", "binding fails")]
    public async Task Where_a_parameter_cannot_be_bound_nothing_is_entered(Server server)
    {
        await using var app = await RunningApp.StartAsync(server, _journal, app =>
        {
            app.MapGet("/{id}", (InContext<Transaction> transaction, int id) => "done");
            app.MapPost("/", (Item item, InContext<Transaction> transaction) => "done");
            app.MapGet("/within/{id}", (int id) => "done").Within<Transaction>();
        });

        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.GetAsync("/text")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.GetAsync("/within/text")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsync("/", JsonContent.Create("no item"))).StatusCode);

        Assert.DoesNotContain("enter transaction", _journal.Entries);
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "authorization refuses")]
    public async Task Where_authorization_refuses_nothing_is_entered(Server server)
    {
        await using var app = await RunningApp.StartAsync(
            server,
            _journal,
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGet("/", (InContext<Transaction> transaction) => "done").RequireAuthorization();
            },
            services => services.AddAuthorization().AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken());

        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Client.GetAsync("/")).StatusCode);

        Assert.Equal(["headers"], _journal.Entries);
    }

    [Theory, MemberData(nameof(Servers)), Trait("Case", "validation fails")]
    public async Task Where_validation_fails_nothing_is_entered(Server server)
    {
        await using var app = await RunningApp.StartAsync(
            server,
            _journal,
            app => app.MapPost("/", (Item item, InContext<Transaction> transaction) => $"{item.Count}"),
            services => services.AddValidation());

        Assert.Equal(HttpStatusCode.BadRequest, (await app.Client.PostAsync("/", JsonContent.Create(new Item(11)))).StatusCode);
        Assert.Equal(["headers"], _journal.Entries);

        Assert.Equal(HttpStatusCode.OK, (await app.Client.PostAsync("/", JsonContent.Create(new Item(1)))).StatusCode);
        Assert.Equal([null], _journal.Exits);
    }

    [Fact, Trait("Case", "binding fails")]
    public async Task A_status_set_before_is_not_the_handlers()
    {
        await using var app = await RunningApp.StartAsync(Server.Test, _journal, app =>
        {
            app.Use((http, next) =>
            {
                http.Response.StatusCode = 404; // as when an error page is made
                return next(http);
            });
            app.MapGet("/", (InContext<Transaction> transaction) => "done");
        });

        using var response = await app.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal([null], _journal.Exits);
    }

    [Fact, Trait("Case", "the handler throws")]
    public async Task An_error_page_in_the_same_request_enters_anew()
    {
        await using var app = await RunningApp.StartAsync(Server.Test, _journal, app =>
        {
            app.UseExceptionHandler("/error");
            app.UseRouting();
            app.MapGet("/", string (InContext<Transaction> transaction) => throw _failure);
            app.MapGet("/error", (InContext<Transaction> transaction, HttpContext http) =>
            {
                http.Response.StatusCode = 503;
                return transaction.Resource.Name;
            });
        });

        using var response = await app.Client.GetAsync("/");

        Assert.Equal(2, _journal.Exits.Length);
        Assert.Same(_failure, _journal.Exits[0]);
        Assert.Equal(2, _journal.Entries.Count(entry => entry == "enter transaction"));
    }
}
