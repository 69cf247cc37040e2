using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace AsyncWith.Hosting;

/// <summary>
/// Puts the lifespans around a host. A hosted service could not do it: all hosted services are constructed before the first of them is started, and a
/// start that fails stops none.
/// </summary>
internal static class HostDecoration
{
    /// <summary>Decorates the host and its lifetime, those that are not yet.</summary>
    internal static void Apply(IServiceCollection services)
    {
        services.TryAddSingleton<Lifespans>();
        Decorate<IHost>(services, (provider, host) => new LifespanHost((IHost)Create(provider, host), provider.GetRequiredService<Lifespans>()));
        Decorate<IHostLifetime>(services, (provider, lifetime) => new LifespanHostLifetime(
            (IHostLifetime)Create(provider, lifetime), isOwned: lifetime.ImplementationInstance is null, provider.GetRequiredService<Lifespans>()));
    }

    private static void Decorate<T>(IServiceCollection services, Func<IServiceProvider, ServiceDescriptor, T> decorator)
        where T : class
    {
        for (var index = services.Count - 1; index >= 0; index--)
        {
            var service = services[index];
            if (service.ServiceType == typeof(T) && !service.IsKeyedService)
            {
                if (service.ImplementationFactory?.Target is not Decorator<T>)
                    services[index] = ServiceDescriptor.Singleton(typeof(T), new Decorator<T>(service, decorator).Create);
                return;
            }
        }
    }

    private static object Create(IServiceProvider provider, ServiceDescriptor service) =>
        service.ImplementationInstance
            ?? service.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);

    private sealed class Decorator<T>(ServiceDescriptor service, Func<IServiceProvider, ServiceDescriptor, T> decorator)
        where T : class
    {
        public object Create(IServiceProvider provider) => decorator(provider, service);
    }
}
