using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace AsyncWith.AspNetCore;

/// <summary>A handler's result, after whose body the context is exited.</summary>
/// <param name="result">What the handler returned.</param>
/// <param name="entered">The context.</param>
/// <param name="ambient">The ambient state that the handler saw, for what is written from the resource.</param>
internal sealed class KeptOpenResult(object? result, EnteredContext entered, ExecutionContext? ambient) : IResult, IActionResult
{
    internal object? Result => result;

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, Write(httpContext));

    public Task ExecuteResultAsync(ActionContext context) =>
        WriteAsync(context.HttpContext, () => ((IActionResult)result!).ExecuteResultAsync(context));

    private async Task WriteAsync(HttpContext http, Func<Task> write)
    {
        if (ambient is not null)
            ExecutionContext.Restore(ambient);
        try
        {
            await write().ConfigureAwait(true);
            await ThrowIfClientLeftAsync(http).ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            await entered.FailAsync(exception).ConfigureAwait(true);
            return;
        }

        await entered.CompleteAsync(result).ConfigureAwait(true);
    }

    /// <summary>
    /// What writes the response may end quietly when the client leaves, as the writer of JSON does. The connection knows it first, and cancels the
    /// request's token a little later.
    /// </summary>
    private static async ValueTask ThrowIfClientLeftAsync(HttpContext http)
    {
        http.RequestAborted.ThrowIfCancellationRequested();
        var isStreamed = http.Response.HasStarted && http.Response.StatusCode != StatusCodes.Status101SwitchingProtocols;
        if (isStreamed && (await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(true)).IsCompleted)
            throw new OperationCanceledException("The client left before the response had been written.", http.RequestAborted);
    }

    /// <summary>What ASP.NET Core does with a result that is none of its own.</summary>
    private Func<Task> Write(HttpContext http)
    {
        switch (result)
        {
            case IResult known:
                return () => known.ExecuteAsync(http);
            case string text:
                return () =>
                {
                    http.Response.ContentType ??= $"{MediaTypeNames.Text.Plain}; charset=utf-8";
                    return http.Response.WriteAsync(text, http.RequestAborted);
                };
            default: // also null, which Results.Json would not write
                var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
                options.MakeReadOnly();
                return () => http.Response.WriteAsJsonAsync(result, options.GetTypeInfo(typeof(object)), contentType: null, http.RequestAborted);
        }
    }
}
