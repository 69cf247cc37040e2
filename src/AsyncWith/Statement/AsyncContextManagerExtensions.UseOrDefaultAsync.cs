using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

public static partial class AsyncContextManagerExtensions
{
    /// <summary>As <c>UseAsync</c> with a result, but returns the default value of <typeparamref name="TResult"/> when the exit suppressed the
    /// block's exception.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <typeparam name="TResult">The result of the block.</typeparam>
    /// <param name="manager">The manager to enter.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts the exit short.</param>
    /// <returns>The result of the block, or the default value.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="Exception">What entering threw; what the block threw, unless suppressed; or what the exit threw.</exception>
    [OverloadResolutionPriority(1)]
    public static ValueTask<TResult?> UseOrDefaultAsync<T, TResult>(
        this IAsyncContextManager<T> manager, Func<T, ValueTask<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            manager, body, [StackTraceHidden] static ValueTask<TResult?> (resource, body) => body(resource)!,
            DefaultResult<TResult>, cancellationToken);
    }

    /// <inheritdoc cref="UseOrDefaultAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    public static ValueTask<TResult?> UseOrDefaultAsync<T, TResult>(
        this IAsyncContextManager<T> manager, Func<T, Task<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            manager, body, [StackTraceHidden] static ValueTask<TResult?> (resource, body) => FunctionForms.ToValueTask(body(resource))!,
            DefaultResult<TResult>, cancellationToken);
    }

    /// <inheritdoc cref="UseOrDefaultAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static ValueTask<TResult?> UseOrDefaultAsync<T, TResult>(
        this IAsyncContextManager<T> manager, Func<ValueTask<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, body, [StackTraceHidden] static ValueTask<TResult?> (_, body) => body()!, DefaultResult<TResult>, cancellationToken);
    }

    /// <inheritdoc cref="UseOrDefaultAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    public static ValueTask<TResult?> UseOrDefaultAsync<T, TResult>(
        this IAsyncContextManager<T> manager, Func<Task<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            manager, body, [StackTraceHidden] static ValueTask<TResult?> (_, body) => FunctionForms.ToValueTask(body())!,
            DefaultResult<TResult>, cancellationToken);
    }

    /// <inheritdoc cref="UseOrDefaultAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static ValueTask<TResult?> UseOrDefaultAsync<T, TResult>(
        this IAsyncContextManager<T> manager, in Func<T, TResult> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            manager, body, [StackTraceHidden] static (resource, body) => new ValueTask<TResult?>(body(resource)),
            DefaultResult<TResult>, cancellationToken);
    }

    /// <inheritdoc cref="UseOrDefaultAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static ValueTask<TResult?> UseOrDefaultAsync<T, TResult>(
        this IAsyncContextManager<T> manager, in Func<TResult> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            manager, body, [StackTraceHidden] static (_, body) => new ValueTask<TResult?>(body()), DefaultResult<TResult>, cancellationToken);
    }
}
