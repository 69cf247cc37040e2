using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace AsyncWith.AspNetCore;

/// <summary>The results of actions.</summary>
internal static class MvcResults
{
    /// <summary>The status that a result will have once it is written, where it says so.</summary>
    internal static int? StatusOf(IActionResult result) => result switch
    {
        IStatusCodeActionResult { StatusCode: { } status } => status,
        ObjectResult { Value: ProblemDetails { Status: { } status } } => status,
        ForbidResult => StatusCodes.Status403Forbidden,
        ChallengeResult => StatusCodes.Status401Unauthorized,
        _ when result.GetType().FullName == "Microsoft.AspNetCore.Mvc.HttpActionResult" => ResultStatus.Of(HttpResultOf(result)),
        _ => null,
    };

    /// <summary>Whether filters of MVC replace the result by one with problem details. They would not know it inside another one, and it has no body
    /// to wait for.</summary>
    internal static bool IsRewrittenByFilters(object? result) => result is IClientErrorActionResult;

    /// <summary>What an action returned as an <see cref="IResult"/>. MVC wraps it in a type that it keeps to itself.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Result")]
    private static extern IResult HttpResultOf(
        [UnsafeAccessorType("Microsoft.AspNetCore.Mvc.HttpActionResult, Microsoft.AspNetCore.Mvc.Core")] object result);
}
