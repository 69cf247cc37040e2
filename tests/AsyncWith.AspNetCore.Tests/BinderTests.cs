using AsyncWith.AspNetCore.Tests.Support;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

/// <summary>The tests run with two binders of parameters; this tells which one it is.</summary>
public sealed class BinderTests
{
#if GENERATED
    internal const bool IsGenerated = true;
#else
    internal const bool IsGenerated = false;
#endif

    [Fact]
    public void Handlers_are_bound_as_this_project_says() =>
        Assert.Equal(
            IsGenerated,
            typeof(BinderTests).Assembly.GetTypes().Any(type => type.Name.EndsWith("GeneratedRouteBuilderExtensionsCore", StringComparison.Ordinal)));

    [Theory, InlineData(404), InlineData(500)]
    public async Task The_binders_differ_in_when_they_skip_a_handler_and_the_context_is_entered_for_both(int preset)
    {
        var journal = new Journal();
        await using var app = await RunningApp.StartAsync(Server.Test, journal, app =>
        {
            app.Use((http, next) =>
            {
                http.Response.StatusCode = preset;
                return next(http);
            });
            app.MapGet("/", (InContext<Transaction> transaction) =>
            {
                journal.Add("handler");
                return transaction.Resource.Name;
            });
        });

        await app.Client.GetAsync("/");

        Assert.Equal([null], journal.Exits);
        Assert.Equal(IsGenerated, journal.Entries.Contains("handler"));
    }
}
