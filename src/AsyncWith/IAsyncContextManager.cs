namespace AsyncWith;

/// <summary>
/// An asynchronous context manager. It acquires a resource with <see langword="await"/>, passes it to a block, and releases it with
/// <see langword="await"/> when the block has ended. The release is passed the exception that left the block.
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
    /// The acquisition failed, or was cancelled with an <see cref="OperationCanceledException"/>. Neither the block nor <see cref="ExitAsync"/> runs.
    /// An implementation that throws must release first what it has acquired so far.
    /// </exception>
    ValueTask<T> EnterAsync(CancellationToken cancellationToken = default);

    /// <summary>Releases the resource. Called exactly once after each <see cref="EnterAsync"/> that completed.</summary>
    /// <param name="exception">
    /// The exception that left the block, the same instance, <see cref="OperationCanceledException"/> included; or <see langword="null"/> if the
    /// block completed.
    /// </param>
    /// <returns>
    /// <see langword="true"/> to suppress <paramref name="exception"/>; <see langword="false"/> to let it propagate. The result is ignored if there
    /// is no exception.
    /// </returns>
    /// <remarks>The method has no token, because a release must run to its end even if the block was cancelled.</remarks>
    /// <exception cref="Exception">
    /// The release failed. Its exception propagates in place of <paramref name="exception"/>, which becomes its context
    /// (<see cref="ExceptionExtensions.GetContext"/>).
    /// </exception>
    ValueTask<bool> ExitAsync(Exception? exception);
}
