using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

// The statement for two managers: the nested statements, written flat. What an inner manager suppressed does not reach an outer one.
public static partial class AsyncContextManagerExtensions
{
    /// <summary>Enters the managers one after the other, runs <paramref name="body"/> with their resources, and exits them, the last one
    /// first.</summary>
    /// <typeparam name="T1">The resource of the first manager.</typeparam>
    /// <typeparam name="T2">The resource of the second manager.</typeparam>
    /// <param name="managers">The managers, entered in this order.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts an exit short.</param>
    /// <returns>A task that completes when all managers have been exited.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="Exception">What entering, the block or an exit threw, unless a manager entered before suppressed it.</exception>
    [OverloadResolutionPriority(1)]
    public static ValueTask UseAsync<T1, T2>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second) managers,
        Func<T1, T2, ValueTask> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(managers.First);
        ArgumentNullException.ThrowIfNull(managers.Second);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            managers.First,
            (managers.Second, body, cancellationToken),
            static (r1, s) => RunAsync(
                s.Second,
                (r1, s.body),
                [StackTraceHidden] static (r2, s) => s.body(s.r1, r2),
                s.cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T1, T2}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}}, Func{T1, T2, ValueTask}, CancellationToken)"/>
    public static ValueTask UseAsync<T1, T2>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second) managers,
        Func<T1, T2, Task> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return managers.UseAsync([StackTraceHidden] (r1, r2) => FunctionForms.ToValueTask(body(r1, r2)), cancellationToken);
    }

    /// <summary>Enters the managers one after the other, runs <paramref name="body"/>, exits them, the last one first, and returns the block's
    /// result.</summary>
    /// <typeparam name="T1">The resource of the first manager.</typeparam>
    /// <typeparam name="T2">The resource of the second manager.</typeparam>
    /// <typeparam name="TResult">The result of the block.</typeparam>
    /// <param name="managers">The managers, entered in this order.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts an exit short.</param>
    /// <returns>The result of the block, once all managers have been exited.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">An exit suppressed the exception, so there is no result; the suppressed exception is
    /// inside.</exception>
    /// <exception cref="Exception">What entering, the block or an exit threw.</exception>
    [OverloadResolutionPriority(1)]
    public static ValueTask<TResult> UseAsync<T1, T2, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second) managers,
        Func<T1, T2, ValueTask<TResult>> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(managers.First);
        ArgumentNullException.ThrowIfNull(managers.Second);
        ArgumentNullException.ThrowIfNull(body);
        return ResultAsync(RunAsync(
            managers.First,
            (managers.Second, body, cancellationToken),
            static (r1, s) => RunAsync(
                s.Second,
                (r1, s.body),
                [StackTraceHidden] static (r2, s) => OutcomeAsync(s.body(s.r1, r2)),
                SuppressedOutcome<TResult>,
                s.cancellationToken),
            SuppressedOutcome<TResult>,
            cancellationToken));
    }

    /// <inheritdoc cref="UseAsync{T1, T2, TResult}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}}, Func{T1, T2, ValueTask{TResult}}, CancellationToken)"/>
    public static ValueTask<TResult> UseAsync<T1, T2, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second) managers,
        Func<T1, T2, Task<TResult>> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return managers.UseAsync([StackTraceHidden] (r1, r2) => FunctionForms.ToValueTask(body(r1, r2)), cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T1, T2}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}}, Func{T1, T2, ValueTask}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static ValueTask UseAsync<T1, T2>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second) managers,
        Action<T1, T2> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return managers.UseAsync(
            [StackTraceHidden] ValueTask (r1, r2) =>
            {
                body(r1, r2);
                return default;
            },
            cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T1, T2, TResult}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}}, Func{T1, T2, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static ValueTask<TResult> UseAsync<T1, T2, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second) managers,
        in Func<T1, T2, TResult> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        var function = body;
        return managers.UseAsync([StackTraceHidden] (r1, r2) => new ValueTask<TResult>(function(r1, r2)), cancellationToken);
    }
}
