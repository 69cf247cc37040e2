using AsyncWith;
using AsyncWith.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Runs the handlers of endpoints in a context.</summary>
/// <remarks>
/// <code>
/// var orders = app.MapGroup("/orders").Within&lt;DbTransaction>();
/// orders.MapPost("/", async (Order order, OrderRepository repository) => await repository.AddAsync(order));
/// </code>
/// The context is entered when the parameters have been bound, and exited when the handler has returned, before the response starts. It is told how
/// the handler ended: <see langword="null"/>, the exception that it threw, or a <see cref="RequestFailedException"/> where its result has a status of
/// 400 or above. If the exit fails, the client gets a 500 and nothing of the handler's result.
/// </remarks>
public static class RequestContextEndpointExtensions
{
    /// <summary>Runs the handler in the context that <c>AddRequestContext</c> was told of.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <param name="keepOpen">Whether the context stays open until the response has been written, as with <see cref="KeepOpenAttribute"/>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="InvalidOperationException">When the endpoint is built: there was no <c>AddRequestContext</c> for
    /// <typeparamref name="T"/>.</exception>
    public static RouteHandlerBuilder Within<T>(this RouteHandlerBuilder builder, bool keepOpen = false) =>
        Add<RouteHandlerBuilder, T>(builder, null, keepOpen);

    /// <summary>Runs the handlers of a group in the context that <c>AddRequestContext</c> was told of.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="builder">The group.</param>
    /// <param name="keepOpen">Whether the context stays open until the response has been written, as with <see cref="KeepOpenAttribute"/>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="InvalidOperationException">When an endpoint is built: there was no <c>AddRequestContext</c> for
    /// <typeparamref name="T"/>.</exception>
    public static RouteGroupBuilder Within<T>(this RouteGroupBuilder builder, bool keepOpen = false) =>
        Add<RouteGroupBuilder, T>(builder, null, keepOpen);

    /// <summary>Runs handlers in the context that <c>AddRequestContext</c> was told of: for what <c>MapControllers()</c> returns, for
    /// example.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="builder">The endpoints.</param>
    /// <param name="keepOpen">Whether the context stays open until the response has been written, as with <see cref="KeepOpenAttribute"/>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="InvalidOperationException">When an endpoint is built: there was no <c>AddRequestContext</c> for
    /// <typeparamref name="T"/>.</exception>
    public static IEndpointConventionBuilder Within<T>(this IEndpointConventionBuilder builder, bool keepOpen = false) =>
        Add<IEndpointConventionBuilder, T>(builder, null, keepOpen);

    /// <summary>Runs handlers in a context of these endpoints' own. It takes precedence over that of <c>AddRequestContext</c>.</summary>
    /// <typeparam name="TBuilder">What maps the endpoints.</typeparam>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="builder">The endpoints.</param>
    /// <param name="manager">Makes the manager, for each request.</param>
    /// <param name="keepOpen">Whether the context stays open until the response has been written, as with <see cref="KeepOpenAttribute"/>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="manager"/> is null.</exception>
    public static TBuilder Within<TBuilder, T>(this TBuilder builder, Func<HttpContext, IAsyncContextManager<T>> manager, bool keepOpen = false)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(manager);
        return Add(builder, new RequestContext<T>(manager), keepOpen);
    }

    private static TBuilder Add<TBuilder, T>(TBuilder builder, RequestContext<T>? context, bool keepOpen)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint =>
        {
            if (context is not null)
                endpoint.Metadata.Add(context);
            ContextFilter.Add(endpoint, context, keepOpen);
        });
        return builder;
    }
}
