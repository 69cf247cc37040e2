using AsyncWith;
using AsyncWith.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds lifespans to a host: resources that are there while it runs.</summary>
/// <remarks>
/// <code>
/// var builder = WebApplication.CreateBuilder(args);
/// builder.Services.AddLifespan(_ => Connect("Host=db"));
/// builder.Services.AddHostedService&lt;Worker&gt;(); // its constructor may ask for the connection
/// await builder.Build().RunAsync();
/// </code>
/// When the host starts, its lifetime begins to listen to the system's signals; then the lifespans are entered, in the order in which
/// they were added; then the hosted services are constructed and started. After the hosted services have been stopped the lifespans are
/// exited, the last one first, with the reason why the host went down: <see langword="null"/>, or the exception that made the start or the
/// stop fail, or that a <c>BackgroundService</c> failed with. A lifespan cannot suppress that exception.
/// </remarks>
public static class LifespanServiceCollectionExtensions
{
    /// <summary>Enters a manager when the host starts, and exits it when the host has stopped. Its resource is a singleton service
    /// meanwhile.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="services">The services of a host's builder.</param>
    /// <param name="manager">
    /// Makes the manager, once for each start. It may resolve services, and the resources of lifespans that were added earlier.
    /// </param>
    /// <returns><paramref name="services"/>.</returns>
    /// <remarks>
    /// The enter is cancelled when the start is, and when the application is told to stop meanwhile. The exit is not bounded by the host's
    /// <c>ShutdownTimeout</c>: <c>manager.WithExitTimeout(…)</c> bounds it. A resource that is <see cref="IDisposable"/> or
    /// <see cref="IAsyncDisposable"/>, and that somebody has asked the container for, is disposed of by the container too, after the exit.
    /// Who asks the container for the resource before it has been entered or after it has been exited gets an
    /// <see cref="InvalidOperationException"/>. To replace a lifespan in a test, remove the service <typeparamref name="T"/>: the lifespan is
    /// removed with it.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddLifespan<T>(this IServiceCollection services, Func<IServiceProvider, IAsyncContextManager<T>> manager)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(manager);
        return Add<T>(services, null, (provider, _) => manager(provider));
    }

    /// <summary>As <see cref="AddLifespan{T}"/>, with a resource that is a keyed service.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="services">The services of a host's builder.</param>
    /// <param name="serviceKey">The key of the resource; <see langword="null"/> for none.</param>
    /// <param name="manager">Makes the manager, once for each start. It is given <paramref name="serviceKey"/>.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <remarks>
    /// <code>
    /// services.AddKeyedLifespan("orders", (_, key) => Connect($"Host=db;Database={key}"));
    /// </code>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="manager"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="serviceKey"/> is <see cref="KeyedService.AnyKey"/>: a lifespan has one
    /// resource.</exception>
    public static IServiceCollection AddKeyedLifespan<T>(
        this IServiceCollection services, object? serviceKey, Func<IServiceProvider, object?, IAsyncContextManager<T>> manager)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(manager);
        if (ReferenceEquals(serviceKey, KeyedService.AnyKey))
            throw new ArgumentException("A lifespan has one resource, so it has one key. Add a lifespan for each key.", nameof(serviceKey));
        return Add(services, serviceKey, manager);
    }

    private static IServiceCollection Add<T>(
        IServiceCollection services, object? key, Func<IServiceProvider, object?, IAsyncContextManager<T>> manager)
        where T : class
    {
        HostDecoration.Apply(services);
        var lifespan = new Lifespan<T>(services, key, manager);
        services.AddSingleton<Lifespan>(lifespan);
        services.Add(lifespan.Resource);
        return services;
    }
}
