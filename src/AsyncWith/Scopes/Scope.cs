namespace AsyncWith;

/// <summary>Enters context managers in an <c>async</c> method that returns <see cref="Scoped"/> or <see cref="Scoped{T}"/>. The rest of the method is
/// the block.</summary>
/// <remarks>
/// <code>
/// static async Scoped&lt;Receipt&gt; TransferAsync(Bank bank, Transfer transfer, CancellationToken cancellationToken)
/// {
///     var connection  = await Scope.Enter(bank.Connect(), cancellationToken);
///     var transaction = await Scope.Enter(connection.Begin(), cancellationToken);
///     await transaction.DebitAsync(transfer);
///     await transaction.CreditAsync(transfer);
///     return new Receipt(transfer);
/// }   // both are exited here, the transaction first, with the exception that left the method, or with none
/// </code>
/// The exits run after the method's own <c>finally</c> blocks, and before its task completes. All rules of <c>UseAsync</c> apply.
/// Awaiting one of these in any other method throws <see cref="InvalidOperationException"/>, and enters nothing.
/// </remarks>
public static partial class Scope
{
    /// <summary>Enters <paramref name="manager"/> now, and exits it when the method ends. Await the result at once.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">The manager to enter.</param>
    /// <param name="cancellationToken">Cancels entering. It never cuts the exit short.</param>
    /// <returns>An awaitable whose result is the resource. It throws what entering threw, <see cref="OperationCanceledException"/>
    /// included.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="manager"/> is null.</exception>
    public static EnterAwaitable<T> Enter<T>(IAsyncContextManager<T> manager, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        return new EnterAwaitable<T>(manager, cancellationToken);
    }

    /// <summary>Calls <paramref name="callback"/> when the method ends. Await the result at once.</summary>
    /// <param name="callback">Called once. It is not passed the pending exception, and cannot suppress it.</param>
    /// <returns>An awaitable that completes at once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    public static RegisterExitAwaitable Defer(Func<ValueTask> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new RegisterExitAwaitable(ExitStackEntry.Of(callback));
    }

    /// <summary>Calls <paramref name="callback"/> with <paramref name="state"/> when the method ends, so that it can be a static lambda. Await the
    /// result at once.</summary>
    /// <typeparam name="TState">What the callback is given.</typeparam>
    /// <param name="state">Passed to <paramref name="callback"/>.</param>
    /// <param name="callback">Called once. It is not passed the pending exception, and cannot suppress it.</param>
    /// <returns>An awaitable that completes at once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    public static RegisterExitAwaitable Defer<TState>(TState state, Func<TState, ValueTask> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new RegisterExitAwaitable(ExitStackEntry.Of(callback, state));
    }

    /// <summary>Calls <paramref name="exit"/> when the method ends. Await the result at once.</summary>
    /// <param name="exit">It is passed the pending exception, or <see langword="null"/>, and suppresses it by returning
    /// <see langword="true"/>.</param>
    /// <returns>An awaitable that completes at once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exit"/> is null.</exception>
    public static RegisterExitAwaitable OnExit(Func<Exception?, ValueTask<bool>> exit)
    {
        ArgumentNullException.ThrowIfNull(exit);
        return new RegisterExitAwaitable(ExitStackEntry.Of(exit));
    }

    /// <summary>Exits a manager that was entered elsewhere when the method ends. Await the result at once.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <param name="manager">Its <see cref="IAsyncContextManager{T}.ExitAsync"/> is called once.</param>
    /// <returns>An awaitable that completes at once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="manager"/> is null.</exception>
    public static RegisterExitAwaitable OnExit<T>(IAsyncContextManager<T> manager)
    {
        ArgumentNullException.ThrowIfNull(manager);
        return new RegisterExitAwaitable(ExitStackEntry.Of(manager));
    }
}
