using System.Diagnostics.CodeAnalysis;
using AsyncWith.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the page that shows the open contexts of an application.</summary>
/// <remarks>
/// <code>
/// app.MapAsyncWith("/contexts").RequireAuthorization("operators");
/// </code>
/// </remarks>
public static class DiagnosticsEndpointExtensions
{
    /// <summary>
    /// Maps a page that shows what is open and what has ended, and under it <c>/data</c>, the same as JSON, and <c>/stream</c>, the same again each
    /// second as server-sent events.
    /// </summary>
    /// <param name="endpoints">The application, or a group.</param>
    /// <param name="pattern">Where the page is.</param>
    /// <returns>All three endpoints. The page shows names of managers and places in the source: require authorization.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddAsyncWithDiagnostics</c> was not called.</exception>
    public static IEndpointConventionBuilder MapAsyncWith(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/contexts")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var feed = endpoints.ServiceProvider.GetService<ContextFeed>()
            ?? throw new InvalidOperationException("There are no diagnostics of contexts to show. Call services.AddAsyncWithDiagnostics() first.");

        var stopping = endpoints.ServiceProvider.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        var group = endpoints.MapGroup(pattern).ExcludeFromDescription();
        group.MapGet("", new RequestDelegate(ContextPage.WriteAsync));
        group.MapGet("/data", new RequestDelegate(http => ContextPage.WriteDataAsync(http, feed)));
        group.MapGet("/stream", new RequestDelegate(http => ContextPage.WriteStreamAsync(http, feed, stopping)));
        return group;
    }
}
