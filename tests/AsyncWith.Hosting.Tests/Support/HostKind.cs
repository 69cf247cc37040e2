using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncWith.Hosting.Tests.Support;

/// <summary>The ways to build a host.</summary>
public enum HostKind
{
    /// <summary><c>Host.CreateApplicationBuilder</c>.</summary>
    Application,

    /// <summary><c>Host.CreateDefaultBuilder</c>.</summary>
    Classic,

    /// <summary><c>WebApplication</c>, with a server that listens.</summary>
    Web,
}

public static class HostKinds
{
    public static IHost Build(this HostKind kind, Action<IServiceCollection> configure)
    {
        switch (kind)
        {
            case HostKind.Application:
                var application = Host.CreateApplicationBuilder();
                application.Logging.ClearProviders();
                configure(application.Services);
                return application.Build();
            case HostKind.Classic:
                return Host.CreateDefaultBuilder().ConfigureLogging(logging => logging.ClearProviders()).ConfigureServices(configure).Build();
            default:
                var web = WebApplication.CreateBuilder();
                web.Logging.ClearProviders();
                web.WebHost.UseUrls("http://127.0.0.1:0");
                configure(web.Services);
                return web.Build();
        }
    }
}
