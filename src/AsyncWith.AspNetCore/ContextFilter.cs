using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncWith.AspNetCore;

/// <summary>
/// Puts a handler into a context, as a filter of its endpoint. A filter runs after the parameters have been bound and before the result is written. A
/// middleware has no such place: when what it calls has returned, the response has started.
/// </summary>
internal static class ContextFilter
{
    /// <summary>Adds the filter to an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="own">What makes the manager; <see langword="null"/> for what <c>AddRequestContext</c> was told.</param>
    /// <param name="keepOpen">Whether the context stays open until the response has been written.</param>
    internal static void Add<T>(EndpointBuilder endpoint, RequestContext<T>? own, bool keepOpen) =>
        endpoint.FilterFactories.Add((factory, next) =>
        {
            // The endpoint is complete now. Where it has a context of its own, that one's filter enters it.
            var isElsewhere = own is null && endpoint.Metadata.OfType<RequestContext<T>>().Any();
            var context = isElsewhere
                ? null
                : own ?? factory.ApplicationServices.GetService<RequestContext<T>>() ?? throw new InvalidOperationException(
                    $"{endpoint.DisplayName} runs in a context of {typeof(T)}, and nothing says how that is made. Call "
                    + $"services.AddRequestContext<{typeof(T).Name}>(http => …), or Within(http => …) on the endpoint or its group.");
            return invocation => InvokeAsync(invocation, context?.Manager, keepOpen, next);
        });

    private static ValueTask<object?> InvokeAsync<T>(
        EndpointFilterInvocationContext invocation, Func<HttpContext, IAsyncContextManager<T>>? manager, bool keepOpen, EndpointFilterDelegate next)
    {
        var context = InContext<T>.Of(invocation.HttpContext);
        context.KeepOpen(keepOpen);
        return manager is null || context.IsEntered || IsNotBound(invocation.HttpContext)
            ? next(invocation)
            : RunAsync(invocation, manager, context, next);
    }

    /// <summary>
    /// Whether the parameters could not be bound: a handler does not run then, but its filters do. The generated code skips a handler for this status
    /// alone; where another one is set beforehand, as for an error page, it runs. An action runs whatever the status.
    /// </summary>
    private static bool IsNotBound(HttpContext http) =>
        http.Response.StatusCode == StatusCodes.Status400BadRequest && http.GetEndpoint()?.Metadata.GetMetadata<ActionDescriptor>() is null;

    private static async ValueTask<object?> RunAsync<T>(
        EndpointFilterInvocationContext invocation, Func<HttpContext, IAsyncContextManager<T>> manager, InContext<T> context,
        EndpointFilterDelegate next)
    {
        // This is one method, so that the handler sees the ambient state of the manager.
        var http = invocation.HttpContext;
        var entered = new EnteredContext(http, context);
        context.Entered(await entered.Stack.EnterContextAsync(Made(manager(http)), http.RequestAborted).ConfigureAwait(true));
        object? result;
        try
        {
            result = await next(invocation).ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            await entered.FailAsync(exception).ConfigureAwait(true);
            return Results.Empty; // the exit has written the response
        }

        if (context.IsKeptOpen && !MvcResults.IsRewrittenByFilters(result))
        {
            http.Response.RegisterForDisposeAsync(entered.Stack); // for a result that is never written: a filter further out may replace it, or fail
            return new KeptOpenResult(result, entered, ExecutionContext.Capture());
        }

        await entered.CompleteAsync(result).ConfigureAwait(true);
        return result;
    }

    private static IAsyncContextManager<T> Made<T>(IAsyncContextManager<T>? manager) => manager
        ?? throw new InvalidOperationException(
            $"The context of {typeof(T)} has no manager: the function that was given to AddRequestContext or Within returned null.");
}
