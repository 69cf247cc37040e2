using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

// A block that does nothing asynchronous. These forms have the lowest priority, so that a lambda which returns a task is awaited.
// A function with a result is taken by 'in' for F#, as it is by FromDisposable.
public static partial class AsyncContextManagerExtensions
{
    /// <inheritdoc cref="UseAsync{T}(IAsyncContextManager{T}, Func{T, ValueTask}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static ValueTask UseAsync<T>(this IAsyncContextManager<T> manager, Action<T> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, body, [StackTraceHidden] static (resource, body) => body.CallAsync(resource), cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T}(IAsyncContextManager{T}, Func{T, ValueTask}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static ValueTask UseAsync<T>(this IAsyncContextManager<T> manager, Action body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, body, [StackTraceHidden] static (_, body) => body.CallAsync(), cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static ValueTask<TResult> UseAsync<T, TResult>(
        this IAsyncContextManager<T> manager, in Func<T, TResult> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            manager,
            body,
            [StackTraceHidden] static (resource, body) => new ValueTask<TResult>(body(resource)),
            NoResult<TResult>,
            cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static ValueTask<TResult> UseAsync<T, TResult>(
        this IAsyncContextManager<T> manager, in Func<TResult> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, body, [StackTraceHidden] static (_, body) => new ValueTask<TResult>(body()), NoResult<TResult>, cancellationToken);
    }
}
