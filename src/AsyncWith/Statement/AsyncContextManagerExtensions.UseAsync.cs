using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

/// <summary>Runs blocks of code in context managers: enters the manager, runs the block, and always exits the manager.</summary>
/// <remarks>
/// <code>
/// await manager.UseAsync(async resource => await resource.WorkAsync());
///
/// int count = await manager.UseAsync(async resource => await resource.CountAsync(), cancellationToken);
/// </code>
/// All overloads do the same. They differ in the type of the block:
/// <list type="bullet">
/// <item>The manager is entered once. If the enter throws, neither the block nor the exit runs.</item>
/// <item>The block and the exit run on the caller's <see cref="SynchronizationContext"/>. <see cref="ConfigureAwait"/> turns that off.</item>
/// <item>The manager is exited exactly once, with the exception that left the block, the same instance, or with <see langword="null"/>.</item>
/// <item>The exit may suppress that exception. If the exit throws, its exception propagates, and the block's exception is its context.</item>
/// <item>The token cancels the enter. It is not passed to the block, and does not interrupt the exit.</item>
/// </list>
/// </remarks>
[DebuggerStepThrough, StackTraceHidden]
public static partial class AsyncContextManagerExtensions
{
    /// <summary>Enters <paramref name="manager"/>, runs <paramref name="body"/> with its resource, and exits it however the block ended.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">The manager to enter.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts the exit short.</param>
    /// <returns>A task that completes when the manager has been exited.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="Exception">What entering threw; what the block threw, unless the exit suppressed it; or what the exit threw.</exception>
    [OverloadResolutionPriority(1)]
    public static ValueTask UseAsync<T>(this IAsyncContextManager<T> manager, Func<T, ValueTask> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, body, [StackTraceHidden] static (resource, body) => body(resource), cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T}(IAsyncContextManager{T}, Func{T, ValueTask}, CancellationToken)"/>
    public static ValueTask UseAsync<T>(this IAsyncContextManager<T> manager, Func<T, Task> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, body, [StackTraceHidden] static (resource, body) => FunctionForms.ToValueTask(body(resource)), cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T}(IAsyncContextManager{T}, Func{T, ValueTask}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static ValueTask UseAsync<T>(this IAsyncContextManager<T> manager, Func<ValueTask> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, body, [StackTraceHidden] static (_, body) => body(), cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T}(IAsyncContextManager{T}, Func{T, ValueTask}, CancellationToken)"/>
    public static ValueTask UseAsync<T>(this IAsyncContextManager<T> manager, Func<Task> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, body, [StackTraceHidden] static (_, body) => FunctionForms.ToValueTask(body()), cancellationToken);
    }

    /// <summary>Enters <paramref name="manager"/>, runs <paramref name="body"/> with its resource, exits it however the block ended, and returns the
    /// block's result.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <typeparam name="TResult">The result of the block.</typeparam>
    /// <param name="manager">The manager to enter.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts the exit short.</param>
    /// <returns>The result of the block, once the manager has been exited.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The exit suppressed the block's exception, so there is no result; the suppressed exception is
    /// inside.</exception>
    /// <exception cref="Exception">What entering threw; what the block threw; or what the exit threw.</exception>
    [OverloadResolutionPriority(1)]
    public static ValueTask<TResult> UseAsync<T, TResult>(
        this IAsyncContextManager<T> manager, Func<T, ValueTask<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, body, [StackTraceHidden] static (resource, body) => body(resource), NoResult<TResult>, cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    public static ValueTask<TResult> UseAsync<T, TResult>(
        this IAsyncContextManager<T> manager, Func<T, Task<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            manager, body, [StackTraceHidden] static (resource, body) => FunctionForms.ToValueTask(body(resource)),
            NoResult<TResult>, cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static ValueTask<TResult> UseAsync<T, TResult>(
        this IAsyncContextManager<T> manager, Func<ValueTask<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, body, [StackTraceHidden] static (_, body) => body(), NoResult<TResult>, cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T, TResult}(IAsyncContextManager{T}, Func{T, ValueTask{TResult}}, CancellationToken)"/>
    public static ValueTask<TResult> UseAsync<T, TResult>(
        this IAsyncContextManager<T> manager, Func<Task<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            manager, body, [StackTraceHidden] static (_, body) => FunctionForms.ToValueTask(body()), NoResult<TResult>, cancellationToken);
    }

    /// <summary>Enters <paramref name="manager"/>, runs <paramref name="body"/> with its resource, and exits it however the block ended.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <typeparam name="TState">What the block is given besides the resource.</typeparam>
    /// <param name="manager">The manager to enter.</param>
    /// <param name="state">Passed to <paramref name="body"/>, so that it can be a static lambda, which allocates no closure.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts the exit short.</param>
    /// <returns>A task that completes when the manager has been exited.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="Exception">What entering threw; what the block threw, unless the exit suppressed it; or what the exit threw.</exception>
    public static ValueTask UseAsync<T, TState>(
        this IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, state, body, cancellationToken);
    }

    /// <summary>Enters <paramref name="manager"/>, runs <paramref name="body"/> with its resource, exits it however the block ended, and returns the
    /// block's result.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <typeparam name="TState">What the block is given besides the resource.</typeparam>
    /// <typeparam name="TResult">The result of the block.</typeparam>
    /// <param name="manager">The manager to enter.</param>
    /// <param name="state">Passed to <paramref name="body"/>, so that it can be a static lambda, which allocates no closure.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts the exit short.</param>
    /// <returns>The result of the block, once the manager has been exited.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">The exit suppressed the block's exception, so there is no result; the suppressed exception is
    /// inside.</exception>
    /// <exception cref="Exception">What entering threw; what the block threw; or what the exit threw.</exception>
    public static ValueTask<TResult> UseAsync<T, TState, TResult>(
        this IAsyncContextManager<T> manager, TState state, Func<T, TState, ValueTask<TResult>> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(manager, state, body, NoResult<TResult>, cancellationToken);
    }
}
