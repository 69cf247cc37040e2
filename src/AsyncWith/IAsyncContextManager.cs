namespace AsyncWith;

/// <summary>
/// An asynchronous context manager: it sets up with <see langword="await"/>, hands over a resource, and tears down with
/// <see langword="await"/>, being told how the block in between ended.
/// </summary>
/// <typeparam name="T">The resource that <see cref="EnterAsync"/> hands to the block.</typeparam>
/// <remarks>
/// Implement it, and run blocks with <c>UseAsync</c>, which calls both methods in the right order, however the block ends:
/// <code>
/// public sealed class AsyncResource : IAsyncContextManager&lt;AsyncResource&gt;
/// {
///     public string State { get; private set; } = "initialized";
///
///     public async ValueTask&lt;AsyncResource&gt; EnterAsync(CancellationToken cancellationToken = default)
///     {
///         await Task.Delay(100, cancellationToken);
///         State = "active";
///         return this;
///     }
///
///     public async ValueTask&lt;bool&gt; ExitAsync(Exception? exception)
///     {
///         await Task.Delay(100);
///         State = "closed";
///         return false; // let the exception, if any, propagate
///     }
/// }
///
/// await new AsyncResource().UseAsync(async resource => Console.WriteLine(resource.State));
/// </code>
/// A method with a yield is often shorter than a class: see
/// <see cref="AsyncContextManager.Create{T}(Func{Yield{T}, CancellationToken, GeneratorTask})"/>.
/// </remarks>
public interface IAsyncContextManager<T>
{
    /// <summary>Acquires the resource.</summary>
    /// <param name="cancellationToken">Cancels the acquisition only; what is acquired outlives it.</param>
    /// <returns>The resource, once it is ready for the block.</returns>
    /// <exception cref="Exception">
    /// Whatever the acquisition fails with, <see cref="OperationCanceledException"/> when it was cancelled. Neither the block nor
    /// <see cref="ExitAsync"/> runs then, so an implementation that throws must have released what it had acquired so far.
    /// </exception>
    ValueTask<T> EnterAsync(CancellationToken cancellationToken = default);

    /// <summary>Releases the resource. Called exactly once after each <see cref="EnterAsync"/> that completed.</summary>
    /// <param name="exception">
    /// The very exception that left the block, <see cref="OperationCanceledException"/> included; <see langword="null"/> when the block completed.
    /// </param>
    /// <returns>
    /// <see langword="true"/> to suppress <paramref name="exception"/>, <see langword="false"/> to let it propagate. Without an exception the result
    /// means nothing.
    /// </returns>
    /// <remarks>There is no token here: a release must run, so whoever cancels the block cannot cut it short.</remarks>
    /// <exception cref="Exception">
    /// Whatever the release fails with. It propagates in place of <paramref name="exception"/>, which becomes its context
    /// (<see cref="ExceptionExtensions.GetContext"/>).
    /// </exception>
    ValueTask<bool> ExitAsync(Exception? exception);
}
