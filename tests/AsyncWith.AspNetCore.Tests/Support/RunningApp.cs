using Microsoft.AspNetCore.TestHost;

namespace AsyncWith.AspNetCore.Tests.Support;

/// <summary>An application that runs for a test, and a client of it.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    internal static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;

    private RunningApp(WebApplication app, HttpClient client) => (_app, Client) = (app, client);

    internal HttpClient Client { get; }

    internal WebApplication App => _app;

    /// <summary>Starts one with the context of <see cref="Transaction"/>.</summary>
    internal static async Task<RunningApp> StartAsync(
        Server server,
        Journal journal,
        Action<WebApplication> map,
        Action<IServiceCollection>? configure = null,
        Func<HttpContext, Exception?, Task<bool>>? exiting = null,
        Func<CancellationToken, Task>? entering = null,
        bool followRedirects = true)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        if (server == Server.Test)
            builder.WebHost.UseTestServer();
        else
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRequestContext(http => new Probe<Transaction>(journal, new Transaction())
        {
            Entering = entering ?? (_ => Task.CompletedTask),
            Exiting = exception => exiting is null ? Task.FromResult(false) : exiting(http, exception),
        });
        builder.Services.AddScoped<Repository>();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.Use(async (http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                journal.Add("headers");
                return Task.CompletedTask;
            });
            try
            {
                await next(http);
            }
            catch (Exception exception)
            {
                journal.Thrown = exception;
                if (http.Response.HasStarted)
                    throw;
                http.Response.Clear();
                http.Response.StatusCode = 500;
            }
        });
        map(app);
        await app.StartAsync();
        return new RunningApp(
            app,
            server == Server.Test
                ? app.GetTestClient()
                : new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = followRedirects }) { BaseAddress = new Uri(app.Urls.Single()) });
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
