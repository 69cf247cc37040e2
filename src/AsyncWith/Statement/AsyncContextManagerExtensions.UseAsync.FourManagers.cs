using System.Diagnostics;
using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

// The statement for four managers: the nested statements, written flat. What an inner manager suppressed does not reach an outer one.
public static partial class AsyncContextManagerExtensions
{
    /// <summary>Enters the managers one after the other, runs <paramref name="body"/> with their resources, and exits them, the last one
    /// first.</summary>
    /// <typeparam name="T1">The resource of the first manager.</typeparam>
    /// <typeparam name="T2">The resource of the second manager.</typeparam>
    /// <typeparam name="T3">The resource of the third manager.</typeparam>
    /// <typeparam name="T4">The resource of the fourth manager.</typeparam>
    /// <param name="managers">The managers, entered in this order.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts an exit short.</param>
    /// <returns>A task that completes when all managers have been exited.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="Exception">What entering, the block or an exit threw, unless a manager entered before suppressed it.</exception>
    [OverloadResolutionPriority(1)]
    public static ValueTask UseAsync<T1, T2, T3, T4>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second,
            IAsyncContextManager<T3> Third, IAsyncContextManager<T4> Fourth) managers,
        Func<T1, T2, T3, T4, ValueTask> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(managers.First);
        ArgumentNullException.ThrowIfNull(managers.Second);
        ArgumentNullException.ThrowIfNull(managers.Third);
        ArgumentNullException.ThrowIfNull(managers.Fourth);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            managers.First,
            (managers.Second, managers.Third, managers.Fourth, body, cancellationToken),
            static (r1, s) => RunAsync(
                s.Second,
                (s.Third, s.Fourth, r1, s.body, s.cancellationToken),
                static (r2, s) => RunAsync(
                    s.Third,
                    (s.Fourth, s.r1, r2, s.body, s.cancellationToken),
                    static (r3, s) => RunAsync(
                        s.Fourth,
                        (s.r1, s.r2, r3, s.body),
                        [StackTraceHidden] static (r4, s) => s.body(s.r1, s.r2, s.r3, r4),
                        s.cancellationToken),
                    s.cancellationToken),
                s.cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T1, T2, T3, T4}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}, IAsyncContextManager{T3}, IAsyncContextManager{T4}}, Func{T1, T2, T3, T4, ValueTask}, CancellationToken)"/>
    public static ValueTask UseAsync<T1, T2, T3, T4>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second,
            IAsyncContextManager<T3> Third, IAsyncContextManager<T4> Fourth) managers,
        Func<T1, T2, T3, T4, Task> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return managers.UseAsync([StackTraceHidden] (r1, r2, r3, r4) => FunctionForms.ToValueTask(body(r1, r2, r3, r4)), cancellationToken);
    }

    /// <summary>Enters the managers one after the other, runs <paramref name="body"/>, exits them, the last one first, and returns the block's
    /// result.</summary>
    /// <typeparam name="T1">The resource of the first manager.</typeparam>
    /// <typeparam name="T2">The resource of the second manager.</typeparam>
    /// <typeparam name="T3">The resource of the third manager.</typeparam>
    /// <typeparam name="T4">The resource of the fourth manager.</typeparam>
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
    public static ValueTask<TResult> UseAsync<T1, T2, T3, T4, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second,
            IAsyncContextManager<T3> Third, IAsyncContextManager<T4> Fourth) managers,
        Func<T1, T2, T3, T4, ValueTask<TResult>> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(managers.First);
        ArgumentNullException.ThrowIfNull(managers.Second);
        ArgumentNullException.ThrowIfNull(managers.Third);
        ArgumentNullException.ThrowIfNull(managers.Fourth);
        ArgumentNullException.ThrowIfNull(body);
        return ResultAsync(RunAsync(
            managers.First,
            (managers.Second, managers.Third, managers.Fourth, body, cancellationToken),
            static (r1, s) => RunAsync(
                s.Second,
                (s.Third, s.Fourth, r1, s.body, s.cancellationToken),
                static (r2, s) => RunAsync(
                    s.Third,
                    (s.Fourth, s.r1, r2, s.body, s.cancellationToken),
                    static (r3, s) => RunAsync(
                        s.Fourth,
                        (s.r1, s.r2, r3, s.body),
                        [StackTraceHidden] static (r4, s) => OutcomeAsync(s.body(s.r1, s.r2, s.r3, r4)),
                        SuppressedOutcome<TResult>,
                        s.cancellationToken),
                    SuppressedOutcome<TResult>,
                    s.cancellationToken),
                SuppressedOutcome<TResult>,
                s.cancellationToken),
            SuppressedOutcome<TResult>,
            cancellationToken));
    }

    /// <inheritdoc cref="UseAsync{T1, T2, T3, T4, TResult}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}, IAsyncContextManager{T3}, IAsyncContextManager{T4}}, Func{T1, T2, T3, T4, ValueTask{TResult}}, CancellationToken)"/>
    public static ValueTask<TResult> UseAsync<T1, T2, T3, T4, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second,
            IAsyncContextManager<T3> Third, IAsyncContextManager<T4> Fourth) managers,
        Func<T1, T2, T3, T4, Task<TResult>> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return managers.UseAsync([StackTraceHidden] (r1, r2, r3, r4) => FunctionForms.ToValueTask(body(r1, r2, r3, r4)), cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T1, T2, T3, T4}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}, IAsyncContextManager{T3}, IAsyncContextManager{T4}}, Func{T1, T2, T3, T4, ValueTask}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static ValueTask UseAsync<T1, T2, T3, T4>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second,
            IAsyncContextManager<T3> Third, IAsyncContextManager<T4> Fourth) managers,
        Action<T1, T2, T3, T4> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return managers.UseAsync(
            [StackTraceHidden] ValueTask (r1, r2, r3, r4) =>
            {
                body(r1, r2, r3, r4);
                return default;
            },
            cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T1, T2, T3, T4, TResult}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}, IAsyncContextManager{T3}, IAsyncContextManager{T4}}, Func{T1, T2, T3, T4, ValueTask{TResult}}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static ValueTask<TResult> UseAsync<T1, T2, T3, T4, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second,
            IAsyncContextManager<T3> Third, IAsyncContextManager<T4> Fourth) managers,
        in Func<T1, T2, T3, T4, TResult> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        var function = body;
        return managers.UseAsync([StackTraceHidden] (r1, r2, r3, r4) => new ValueTask<TResult>(function(r1, r2, r3, r4)), cancellationToken);
    }
}
