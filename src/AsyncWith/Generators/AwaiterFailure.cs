using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>An awaiter could not take the continuation of a generator. The generator cannot catch that.</summary>
/// <param name="exception">The exception that the awaiter's <c>OnCompleted</c> threw.</param>
/// <param name="since">The value of <see cref="ExceptionContext.Now"/> before it was called.</param>
internal sealed class AwaiterFailure(Exception exception, long since)
{
    internal Exception Exception => exception;

    /// <summary>The exception that the generator completes with, after it threw <paramref name="thrown"/>, if anything.</summary>
    internal Exception WithContext(Exception? thrown) => ExceptionContext.Attach(exception, thrown, since);
}
