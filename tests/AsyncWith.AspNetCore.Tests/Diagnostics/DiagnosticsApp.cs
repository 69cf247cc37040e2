using AsyncWith.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AsyncWith.AspNetCore.Tests.Diagnostics;

/// <summary>An application with the page, on a free port.</summary>
internal sealed class DiagnosticsApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DiagnosticsApp(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public ContextTree Tree => _app.Services.GetRequiredService<ContextTree>();

    public static async Task<DiagnosticsApp> StartAsync(Action<ContextTreeOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAsyncWithDiagnostics(configure);
        var app = builder.Build();
        app.MapAsyncWith();
        await app.StartAsync();
        return new DiagnosticsApp(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
