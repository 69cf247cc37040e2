using Microsoft.Extensions.DependencyInjection;

namespace AsyncWith.Hosting;

/// <summary>What <c>AddLifespan</c> was told. It belongs to a collection of services, from which several hosts may be built, and keeps nothing of any
/// of them.</summary>
internal abstract class Lifespan(IServiceCollection services)
{
    /// <summary>The service with which the container provides the resource.</summary>
    internal abstract ServiceDescriptor Resource { get; }

    /// <summary>For messages.</summary>
    internal string Name =>
        Resource.IsKeyedService ? $"{Resource.ServiceType} with the key '{Resource.ServiceKey}'" : Resource.ServiceType.ToString();

    /// <summary>Whether somebody took the resource out of the services again, as tests do.</summary>
    internal bool IsRemoved => !services.Contains(Resource);

    /// <summary>Makes the manager and enters it.</summary>
    /// <param name="run">Where it is registered to be exited.</param>
    /// <param name="provider">What the manager is made with.</param>
    /// <param name="cancellationToken">Cancels entering.</param>
    /// <exception cref="InvalidOperationException">There is no manager, or no resource.</exception>
    internal abstract ValueTask EnterAsync(LifespanRun run, IServiceProvider provider, CancellationToken cancellationToken);

    /// <summary>Whether the container provides this lifespan's resource for that service: it provides what was added last.</summary>
    internal bool Provides(Type serviceType, object? serviceKey) =>
        Resource.ServiceType == serviceType
        && Equals(Resource.ServiceKey, serviceKey)
        && ReferenceEquals(Resource, services.LastOrDefault(service => service.ServiceType == serviceType && Equals(service.ServiceKey, serviceKey)));
}
