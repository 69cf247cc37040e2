using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncWith.AspNetCore;

/// <summary>A context that the handler runs in. As a parameter of a handler it puts the handler into the context.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <remarks>
/// <code>
/// builder.Services.AddRequestContext(http => Transaction(http.RequestServices.GetRequiredService&lt;DbDataSource>()));
/// // …
/// app.MapPost("/orders", async (Order order, InContext&lt;DbTransaction> transaction) =>
/// {
///     await orders.AddAsync(order, transaction.Resource);
///     return Results.Created();
/// }); // committed here, and then the client is told
/// </code>
/// The context is entered once for a request, after the parameters have been bound, and exited when the handler has returned, before the response
/// starts. It may be a property of an <c>[AsParameters]</c> type, a parameter of an action, and, as a scoped service, a parameter of the constructors
/// of what the handler uses.
/// </remarks>
[DebuggerDisplay("{_state}")]
public sealed class InContext<T> : IBindableFromHttpContext<InContext<T>>, IEndpointParameterMetadataProvider, IExitable
{
    private enum State
    {
        NotEntered,
        Entered,
        Exited,
    }

    private State _state;
    private T? _resource;

    internal InContext()
    {
    }

    /// <summary>What the manager handed over.</summary>
    /// <exception cref="InvalidOperationException">The context has not been entered yet, or has been exited.</exception>
    public T Resource => _state == State.Entered ? _resource! : throw new InvalidOperationException(_state == State.NotEntered
        ? $"The context of {typeof(T)} has not been entered: it is entered right before the handler runs, and only for an endpoint that asks for it. "
            + $"Give the handler a parameter InContext<{typeof(T).Name}>, or call Within<{typeof(T).Name}>() on the endpoint or its group, "
            + "and use Resource in the handler."
        : $"The context of {typeof(T)} has been exited: the handler has returned. "
            + "To use it while the response is written, mark the handler's parameter with [KeepOpen], "
            + $"or call Within<{typeof(T).Name}>(keepOpen: true).");

    internal bool IsEntered => _state == State.Entered;

    /// <summary>Whether it stays open until the response has been written.</summary>
    internal bool IsKeptOpen { get; private set; }

    /// <summary>Gives a handler the context of its request, which is not entered yet. Called by ASP.NET Core.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameter">The handler's parameter.</param>
    /// <returns>The context.</returns>
    public static ValueTask<InContext<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ValueTask<InContext<T>?>(Of(context));
    }

    /// <summary>Puts the handler of an endpoint into the context. Called by ASP.NET Core.</summary>
    /// <param name="parameter">The handler's parameter.</param>
    /// <param name="builder">The endpoint.</param>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(builder);
        ContextFilter.Add<T>(builder, null, parameter.IsDefined(typeof(KeepOpenAttribute), inherit: true));
    }

    /// <summary>The one of a request: a service, or for a context that only an endpoint knows of, an item of the request.</summary>
    internal static InContext<T> Of(HttpContext http)
    {
        if (http.RequestServices.GetService<InContext<T>>() is { } service)
            return service;
        if (http.Items.TryGetValue(typeof(InContext<T>), out var item))
            return (InContext<T>)item!;

        var context = new InContext<T>();
        http.Items[typeof(InContext<T>)] = context;
        return context;
    }

    internal void KeepOpen(bool keepOpen) => IsKeptOpen |= keepOpen;

    internal void Entered(T resource) => (_resource, _state) = (resource, State.Entered);

    void IExitable.Exited() => (_resource, _state, IsKeptOpen) = (default, State.Exited, false);
}
