namespace AsyncWith.AspNetCore;

/// <summary>
/// What a context's exit is told when the handler threw nothing, but answered with a status of 400 or above. It is made for the exit; the client gets
/// the handler's answer.
/// </summary>
/// <remarks>
/// A manager that rolls back after any exception needs not know of it. One that should commit all the same tells it apart:
/// <code>
/// public async ValueTask&lt;bool> ExitAsync(Exception? exception)
/// {
///     if (exception is null or RequestFailedException { StatusCode: 404 })
///         await transaction.CommitAsync();
///     else
///         await transaction.RollbackAsync();
///     return false;
/// }
/// </code>
/// </remarks>
/// <param name="statusCode">The status of the answer.</param>
public sealed class RequestFailedException(int statusCode) : Exception($"The handler answered with the status {statusCode}.")
{
    /// <summary>The status of the answer: 403 for <c>Results.Forbid()</c>, 401 for <c>Results.Challenge()</c>.</summary>
    public int StatusCode { get; } = statusCode;
}
