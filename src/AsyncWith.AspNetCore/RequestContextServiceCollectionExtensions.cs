using AsyncWith;
using AsyncWith.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the contexts that requests can run in.</summary>
/// <remarks>
/// <code>
/// builder.Services.AddRequestContext(http => Transaction(http.RequestServices.GetRequiredService&lt;DbDataSource>()));
/// // …
/// app.MapPost("/orders", async (Order order, InContext&lt;DbTransaction> transaction) => { … }); // committed before the client is answered
/// </code>
/// </remarks>
public static class RequestContextServiceCollectionExtensions
{
    /// <summary>Says how the context of <typeparamref name="T"/> is made, for the handlers that ask for it.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="services">The services of the application.</param>
    /// <param name="manager">Makes the manager, for each request whose handler runs in this context.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <remarks>
    /// A handler asks with a parameter of type <see cref="InContext{T}"/>, or an endpoint with <c>Within&lt;T>()</c>. <see cref="InContext{T}"/> is a
    /// scoped service too, so services that the handler uses can have the resource. Called again for the same <typeparamref name="T"/>, the last call
    /// counts.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddRequestContext<T>(this IServiceCollection services, Func<HttpContext, IAsyncContextManager<T>> manager)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(manager);
        services.AddSingleton(new RequestContext<T>(manager));
        services.TryAddScoped(_ => new InContext<T>());
        return services;
    }
}
