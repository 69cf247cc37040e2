using AsyncWith.AspNetCore;
using AsyncWith.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Observes the contexts of an application.</summary>
/// <remarks>
/// <code>
/// builder.Services.AddAsyncWithDiagnostics(options => options.RecordOpener = true);
/// var app = builder.Build();
/// app.MapAsyncWith().RequireAuthorization("operators");
/// </code>
/// </remarks>
public static class DiagnosticsServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="ContextTree"/> as a singleton, which logs as <c>AsyncWith.Diagnostics</c> and observes from when the application
    /// starts.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes what the tree looks for.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddAsyncWithDiagnostics(this IServiceCollection services, Action<ContextTreeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider =>
        {
            var options = new ContextTreeOptions();
            configure?.Invoke(options);
            return new ContextTree(options, provider.GetService<ILoggerFactory>()?.CreateLogger("AsyncWith.Diagnostics"));
        });
        services.TryAddSingleton<ContextFeed>();
        services.AddHostedService<ContextTreeStart>();
        return services;
    }

    /// <summary>Has the tree made when the application starts, also where no page is mapped.</summary>
    private sealed class ContextTreeStart : IHostedService
    {
        public ContextTreeStart(ContextFeed feed) => ArgumentNullException.ThrowIfNull(feed);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
