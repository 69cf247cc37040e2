using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;

namespace AsyncWith.AspNetCore;

/// <summary>A context that a request has entered, to be exited with the outcome.</summary>
internal sealed class EnteredContext(HttpContext http, IExitable context)
{
    private const string Suppressed =
        "The context of a request suppressed the exception of the handler, so there is no result to answer with. "
        + "Let the exception propagate, or write the response in the exit of the context.";

    private readonly int _statusBefore = http.Response.StatusCode;

    /// <summary>Where the manager is entered. It links what an exit throws to what it was told.</summary>
    internal AsyncExitStack Stack { get; } = new();

    /// <summary>Exits after a handler that has returned.</summary>
    /// <exception cref="Exception">What the exit threw.</exception>
    internal async ValueTask CompleteAsync(object? result)
    {
        var status = ResultStatus.Of(result) ?? (http.Response.StatusCode != _statusBefore ? http.Response.StatusCode : StatusCodes.Status200OK);
        try
        {
            await Stack.ExitAsync(status >= StatusCodes.Status400BadRequest ? new RequestFailedException(status) : null).ConfigureAwait(true);
        }
        finally
        {
            context.Exited();
        }
    }

    /// <summary>Exits after a failure. Returns where the exit has suppressed it, and has written a response.</summary>
    /// <exception cref="Exception">The failure itself, or what the exit threw.</exception>
    /// <exception cref="InvalidOperationException">The failure was suppressed, and there is no response.</exception>
    internal async ValueTask FailAsync(Exception exception)
    {
        var (hadStarted, status) = (http.Response.HasStarted, http.Response.StatusCode);
        bool isSuppressed;
        try
        {
            isSuppressed = await Stack.ExitAsync(exception).ConfigureAwait(true);
        }
        finally
        {
            context.Exited();
        }

        if (!isSuppressed)
            ExceptionDispatchInfo.Throw(exception);
        if (hadStarted || (!http.Response.HasStarted && http.Response.StatusCode == status))
            throw new InvalidOperationException(Suppressed, exception);
    }
}
