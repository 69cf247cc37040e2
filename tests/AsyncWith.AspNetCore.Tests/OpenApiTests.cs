using System.Text.Json;
using AsyncWith.AspNetCore.Tests.Support;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

public sealed class OpenApiTests
{
    [Fact]
    public async Task A_context_is_no_parameter_in_the_document()
    {
        await using var app = await RunningApp.StartAsync(
            Server.Test,
            new Journal(),
            app =>
            {
                app.MapOpenApi();
                app.MapControllers();
                app.MapPost("/plain/{id}", (int id, Item item, InContext<Transaction> transaction) => id);
                app.MapGet("/grouped/{id}", ([AsParameters] Parameters parameters) => parameters.Id);
            },
            services =>
            {
                services.AddControllers().AddApplicationPart(typeof(ActionsController).Assembly);
                services.AddOpenApi();
            });

        using var document = JsonDocument.Parse(await app.Client.GetStringAsync("/openapi/v1.json"));

        var paths = document.RootElement.GetProperty("paths");
        foreach (var (path, method) in ((string, string)[])[("/plain/{id}", "post"), ("/grouped/{id}", "get")])
        {
            var parameter = Assert.Single(paths.GetProperty(path).GetProperty(method).GetProperty("parameters").EnumerateArray());
            Assert.Equal("id", parameter.GetProperty("name").GetString(), ignoreCase: true);
        }

        Assert.False(paths.GetProperty("/actions/Text").GetProperty("get").TryGetProperty("parameters", out _));
        Assert.DoesNotContain(nameof(Transaction), document.RootElement.GetRawText(), StringComparison.Ordinal);
    }
}
