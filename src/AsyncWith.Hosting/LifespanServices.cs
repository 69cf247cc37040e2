using Microsoft.Extensions.DependencyInjection;

namespace AsyncWith.Hosting;

/// <summary>
/// The services as a lifespan that is being entered sees them. The container keeps each resource that it has given, also one of a start that failed
/// later, so the resources come from where they are.
/// </summary>
internal sealed class LifespanServices(IServiceProvider services, Lifespans lifespans) : IKeyedServiceProvider
{
    private IKeyedServiceProvider Keyed => services as IKeyedServiceProvider
        ?? throw new InvalidOperationException($"The container {services.GetType()} knows no keyed services.");

    public object? GetService(Type serviceType) =>
        lifespans.TryGetResource(serviceType, null, out var resource) ? resource : services.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        lifespans.TryGetResource(serviceType, serviceKey, out var resource) ? resource : Keyed.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        lifespans.TryGetResource(serviceType, serviceKey, out var resource) ? resource! : Keyed.GetRequiredKeyedService(serviceType, serviceKey);
}
