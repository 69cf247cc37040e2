using System.Runtime.CompilerServices;
using AsyncWith.Internal;

namespace AsyncWith;

// The statement for several managers: the nested statements, written flat. What an inner manager suppressed never reaches an outer one.
public static partial class AsyncContextManagerExtensions
{

    /// <summary>Enters the managers one after the other, runs <paramref name="body"/> with their resources, and exits them, the last one first.</summary>
    /// <typeparam name="T1">The resource of the first manager.</typeparam>
    /// <typeparam name="T2">The resource of the second manager.</typeparam>
    /// <typeparam name="T3">The resource of the third manager.</typeparam>
    /// <param name="managers">The managers, entered in this order.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts an exit short.</param>
    /// <returns>A task that completes when all managers have been exited.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="Exception">What entering, the block or an exit threw, unless a manager entered before suppressed it.</exception>
    [OverloadResolutionPriority(1)]
    public static ValueTask UseAsync<T1, T2, T3>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second, IAsyncContextManager<T3> Third) managers,
        Func<T1, T2, T3, ValueTask> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(managers.First);
        ArgumentNullException.ThrowIfNull(managers.Second);
        ArgumentNullException.ThrowIfNull(managers.Third);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            managers.First,
            (managers.Second, managers.Third, body, cancellationToken),
            static (r1, s) => (s.Second, s.Third).UseAsync((r2, r3) => s.body(r1, r2, r3), s.cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc cref="UseAsync{T1, T2, T3}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}, IAsyncContextManager{T3}}, Func{T1, T2, T3, ValueTask}, CancellationToken)"/>
    public static ValueTask UseAsync<T1, T2, T3>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second, IAsyncContextManager<T3> Third) managers,
        Func<T1, T2, T3, Task> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return managers.UseAsync((r1, r2, r3) => new ValueTask(body(r1, r2, r3)), cancellationToken);
    }

    /// <summary>As <c>UseAsync</c> without a result, but returns the block's result.</summary>
    /// <typeparam name="T1">The resource of the first manager.</typeparam>
    /// <typeparam name="T2">The resource of the second manager.</typeparam>
    /// <typeparam name="T3">The resource of the third manager.</typeparam>
    /// <typeparam name="TResult">The result of the block.</typeparam>
    /// <param name="managers">The managers, entered in this order.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts an exit short.</param>
    /// <returns>The result of the block, once all managers have been exited.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">An exit suppressed the exception, so there is no result; the suppressed exception is inside.</exception>
    /// <exception cref="Exception">What entering, the block or an exit threw.</exception>
    [OverloadResolutionPriority(1)]
    public static async ValueTask<TResult> UseAsync<T1, T2, T3, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second, IAsyncContextManager<T3> Third) managers,
        Func<T1, T2, T3, ValueTask<TResult>> body,
        CancellationToken cancellationToken = default) =>
        (await managers.OutcomeAsync(body, cancellationToken)).ValueOr(NoResult<TResult>)!;

    /// <inheritdoc cref="UseAsync{T1, T2, T3, TResult}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}, IAsyncContextManager{T3}}, Func{T1, T2, T3, ValueTask{TResult}}, CancellationToken)"/>
    public static ValueTask<TResult> UseAsync<T1, T2, T3, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second, IAsyncContextManager<T3> Third) managers,
        Func<T1, T2, T3, Task<TResult>> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return managers.UseAsync((r1, r2, r3) => new ValueTask<TResult>(body(r1, r2, r3)), cancellationToken);
    }

    /// <summary>As <c>UseAsync</c> with a result, but returns the default value of <typeparamref name="TResult"/> when an exit suppressed the exception.</summary>
    /// <typeparam name="T1">The resource of the first manager.</typeparam>
    /// <typeparam name="T2">The resource of the second manager.</typeparam>
    /// <typeparam name="T3">The resource of the third manager.</typeparam>
    /// <typeparam name="TResult">The result of the block.</typeparam>
    /// <param name="managers">The managers, entered in this order.</param>
    /// <param name="body">The block.</param>
    /// <param name="cancellationToken">Cancels entering. Not passed to the block, and never cuts an exit short.</param>
    /// <returns>The result of the block, or the default value.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="Exception">What entering, the block or an exit threw, unless a manager entered before suppressed it.</exception>
    [OverloadResolutionPriority(1)]
    public static async ValueTask<TResult?> UseOrDefaultAsync<T1, T2, T3, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second, IAsyncContextManager<T3> Third) managers,
        Func<T1, T2, T3, ValueTask<TResult>> body,
        CancellationToken cancellationToken = default) =>
        (await managers.OutcomeAsync(body, cancellationToken)).ValueOr(DefaultResult<TResult>)!;

    /// <inheritdoc cref="UseOrDefaultAsync{T1, T2, T3, TResult}(ValueTuple{IAsyncContextManager{T1}, IAsyncContextManager{T2}, IAsyncContextManager{T3}}, Func{T1, T2, T3, ValueTask{TResult}}, CancellationToken)"/>
    public static ValueTask<TResult?> UseOrDefaultAsync<T1, T2, T3, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second, IAsyncContextManager<T3> Third) managers,
        Func<T1, T2, T3, Task<TResult>> body,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return managers.UseOrDefaultAsync((r1, r2, r3) => new ValueTask<TResult>(body(r1, r2, r3)), cancellationToken);
    }

    private static ValueTask<Outcome<TResult>> OutcomeAsync<T1, T2, T3, TResult>(
        this (IAsyncContextManager<T1> First, IAsyncContextManager<T2> Second, IAsyncContextManager<T3> Third) managers,
        Func<T1, T2, T3, ValueTask<TResult>> body,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(managers.First);
        ArgumentNullException.ThrowIfNull(managers.Second);
        ArgumentNullException.ThrowIfNull(managers.Third);
        ArgumentNullException.ThrowIfNull(body);
        return RunAsync(
            managers.First,
            (managers.Second, managers.Third, body, cancellationToken),
            static (r1, s) => (s.Second, s.Third).OutcomeAsync((r2, r3) => s.body(r1, r2, r3), s.cancellationToken),
            static suppressed => new Outcome<TResult>(suppressed),
            cancellationToken);
    }
}
