using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AsyncWith.AspNetCore;

/// <summary>The status that a result will have once it is written.</summary>
internal static class ResultStatus
{
    /// <summary>Tells it, or <see langword="null"/> where the result does not say.</summary>
    internal static int? Of(object? result) => result switch
    {
        KeptOpenResult kept => Of(kept.Result),
        INestedHttpResult nested => Of(nested.Result), // Results<…>
        IStatusCodeHttpResult { StatusCode: { } status } => status,
        ForbidHttpResult => StatusCodes.Status403Forbidden,
        ChallengeHttpResult => StatusCodes.Status401Unauthorized,
        IActionResult action => MvcResults.StatusOf(action),
        _ => null,
    };
}
