using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Gets the exceptions that the library has linked to an exception.</summary>
/// <remarks>
/// When an exit throws while it handles the exception of its block, the exit's exception propagates, and the block's exception is its context:
/// <code>
/// try
/// {
///     await manager.UseAsync(async resource => await resource.WorkAsync());
/// }
/// catch (Exception exception)
/// {
///     for (var context = exception.GetContext(); context is not null; context = context.GetContext())
///         Console.WriteLine($"while handling: {context.Message}");
/// }
/// </code>
/// </remarks>
public static class ExceptionExtensions
{
    /// <summary>Gets the exception that was being handled when an exit threw <paramref name="exception"/>, as Python's <c>__context__</c>
    /// does.</summary>
    /// <param name="exception">An exception that a statement, a scope or an exit stack threw.</param>
    /// <returns>
    /// The exception that <paramref name="exception"/> replaced last, or <see langword="null"/>. It is in <see cref="Exception.InnerException"/>
    /// if that was null, and in <see cref="Exception.Data"/> under <c>"AsyncWith.Context"</c> otherwise. In the first case the value under that
    /// key is the text <c>"InnerException"</c>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static Exception? GetContext(this Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return ExceptionContext.Of(exception);
    }
}
