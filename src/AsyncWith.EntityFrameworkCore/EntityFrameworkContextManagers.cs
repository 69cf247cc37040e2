using System.Data;
using AsyncWith.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AsyncWith.EntityFrameworkCore;

/// <summary>Contexts, units of work, transactions and savepoints of Entity Framework Core as context managers.</summary>
/// <remarks>
/// A unit of work saves and commits what its block did when the block completes, and takes all of it back when the block throws or is cancelled:
/// <code>
/// await factory.UnitOfWork().UseAsync(async shop =>
/// {
///     var item = await shop.Items.SingleAsync(item => item.Id == id, cancellationToken);
///     item.Stock--;
///     shop.Orders.Add(new Order(item));
/// }, cancellationToken);
/// </code>
/// With an execution strategy that retries, the block may have to run again, which a manager cannot do: <c>RunUnitOfWorkAsync</c> can. All managers
/// here can be entered again after their block, and throw <see cref="InvalidOperationException"/> when they are entered while it runs. A token given
/// to an enter cancels that only; saving at the end, commit and rollback are never cut short.
/// </remarks>
public static class EntityFrameworkContextManagers
{
    /// <summary>A manager that makes a context for its block, and disposes of it afterwards. It saves nothing.</summary>
    /// <typeparam name="TContext">The type of context.</typeparam>
    /// <param name="factory">Makes the contexts.</param>
    /// <returns>A manager whose enter throws what making a context throws.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is null.</exception>
    public static IAsyncContextManager<TContext> Open<TContext>(this IDbContextFactory<TContext> factory)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new ContextManager<TContext>(factory);
    }

    /// <summary>A manager that runs its block in a transaction on a context of its own, and saves its changes at the end.</summary>
    /// <typeparam name="TContext">The type of context.</typeparam>
    /// <param name="factory">Makes the contexts.</param>
    /// <param name="isolationLevel">How far the transaction is kept apart from others. By default what the database does by default.</param>
    /// <returns>
    /// A manager whose enter throws <see cref="InvalidOperationException"/> under an execution strategy that retries. Its exit saves and commits, or
    /// throws what saving throws, <see cref="TransactionRolledBackException"/>, <see cref="CommitOutcomeUnknownException"/>, or what the commit was
    /// refused with. After a block that threw it rolls back, and the block's own exception propagates; if the rollback fails as well, that failure is
    /// noted on it: see <see cref="TransactionFailure.GetRollbackFailure"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is null.</exception>
    public static IAsyncContextManager<TContext> UnitOfWork<TContext>(
        this IDbContextFactory<TContext> factory, IsolationLevel isolationLevel = IsolationLevel.Unspecified)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(factory);
        return new UnitOfWorkManager<TContext>(factory, isolationLevel);
    }

    /// <summary>A manager that runs its block in a transaction on <paramref name="context"/>, and saves its changes at the end.</summary>
    /// <typeparam name="TContext">The type of context.</typeparam>
    /// <param name="context">
    /// The context. Changes that it has already are saved too. When anything fails it forgets all its entities, since they no longer are what the
    /// database has.
    /// </param>
    /// <param name="isolationLevel">How far the transaction is kept apart from others. By default what the database does by default.</param>
    /// <returns>
    /// A manager that ends as that of a factory does. Its enter throws <see cref="InvalidOperationException"/> also where the context is in a
    /// transaction.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public static IAsyncContextManager<TContext> UnitOfWork<TContext>(
        this TContext context, IsolationLevel isolationLevel = IsolationLevel.Unspecified)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(context);
        return new UnitOfWorkManager<TContext>(context, isolationLevel);
    }

    /// <summary>A manager that runs its block in a transaction on <paramref name="context"/>. What the block does not save is not saved.</summary>
    /// <param name="context">
    /// The context. It keeps its entities whatever happens, also those that a rollback makes wrong: a unit of work forgets them.
    /// </param>
    /// <param name="isolationLevel">How far the transaction is kept apart from others. By default what the database does by default.</param>
    /// <returns>
    /// A manager that ends as <see cref="UnitOfWork{TContext}(TContext, IsolationLevel)"/> does, without saving. Its enter throws
    /// <see cref="InvalidOperationException"/> under an execution strategy that retries, and where the context is in a transaction.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public static IAsyncContextManager<IDbContextTransaction> Transaction(
        this DbContext context, IsolationLevel isolationLevel = IsolationLevel.Unspecified)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ContextTransactionManager(context, isolationLevel);
    }

    /// <summary>A manager for a part of a transaction that can fail on its own: when its block throws, that part alone is taken back.</summary>
    /// <param name="context">
    /// The context, which is in a transaction when the manager is entered: the enter throws <see cref="InvalidOperationException"/> otherwise. What
    /// it has changed before is saved at the enter, so that it is no part of this; what the block changes is saved at the exit. When the block fails,
    /// the context forgets all its entities.
    /// </param>
    /// <param name="name">The name that the database is told. By default one that is not used yet.</param>
    /// <returns>
    /// A manager that hands over the transaction around it. If the block swallowed an error that PostgreSQL does not forgive, the exit takes the part
    /// back and throws <see cref="TransactionRolledBackException"/>. The outer transaction continues in both cases.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public static IAsyncContextManager<IDbContextTransaction> Savepoint(this DbContext context, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ContextSavepointManager(context, name);
    }

    /// <summary>Runs a unit of work as often as the execution strategy of its context says, each time on a context of its own.</summary>
    /// <typeparam name="TContext">The type of context.</typeparam>
    /// <param name="factory">Makes the contexts.</param>
    /// <param name="body">The work. It may run several times, and sees nothing of the times before. It is given the token.</param>
    /// <param name="options">The isolation level, and how to find out about a lost commit.</param>
    /// <param name="cancellationToken">
    /// Cancels opening, waiting for another attempt, and what the work uses it for; not saving, commit and rollback.
    /// </param>
    /// <returns>A task that completes when the work is committed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> or <paramref name="body"/> is null.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The connection was lost in the commit, and there is no <see cref="UnitOfWorkOptions{TContext}.VerifyCommitted"/>. It is not run again.
    /// </exception>
    /// <exception cref="RetryLimitExceededException">The strategy has given up; the last failure is inside.</exception>
    /// <exception cref="Exception">What the last attempt failed with.</exception>
    public static Task RunUnitOfWorkAsync<TContext>(
        this IDbContextFactory<TContext> factory,
        Func<TContext, CancellationToken, Task> body,
        UnitOfWorkOptions<TContext>? options = null,
        CancellationToken cancellationToken = default)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(body);
        return factory.RunUnitOfWorkAsync(WithResult(body), options, cancellationToken);
    }

    /// <summary>
    /// Runs a unit of work with a result as often as the execution strategy of its context says, each time on a context of its own.
    /// </summary>
    /// <typeparam name="TContext">The type of context.</typeparam>
    /// <typeparam name="TResult">The result of the work.</typeparam>
    /// <param name="factory">Makes the contexts.</param>
    /// <param name="body">The work. It may run several times, and sees nothing of the times before. It is given the token.</param>
    /// <param name="options">The isolation level, and how to find out about a lost commit.</param>
    /// <param name="cancellationToken">
    /// Cancels opening, waiting for another attempt, and what the work uses it for; not saving, commit and rollback.
    /// </param>
    /// <returns>The result of the attempt that was committed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> or <paramref name="body"/> is null.</exception>
    /// <exception cref="CommitOutcomeUnknownException">As without a result.</exception>
    /// <exception cref="RetryLimitExceededException">The strategy has given up; the last failure is inside.</exception>
    /// <exception cref="Exception">What the last attempt failed with.</exception>
    public static Task<TResult> RunUnitOfWorkAsync<TContext, TResult>(
        this IDbContextFactory<TContext> factory,
        Func<TContext, CancellationToken, Task<TResult>> body,
        UnitOfWorkOptions<TContext>? options = null,
        CancellationToken cancellationToken = default)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(body);
        return new UnitOfWorkRun<TContext, TResult>(factory, body, options ?? new()).OnNewContextsAsync(cancellationToken);
    }

    /// <summary>Runs a unit of work on <paramref name="context"/>, as often as its execution strategy says.</summary>
    /// <typeparam name="TContext">The type of context.</typeparam>
    /// <param name="context">
    /// The context. It forgets its entities before each attempt, so that all attempts see the same; unsaved changes, which would be lost, are
    /// refused.
    /// </param>
    /// <param name="body">The work. It may run several times, and is given the token.</param>
    /// <param name="options">The isolation level, and how to find out about a lost commit.</param>
    /// <param name="cancellationToken">
    /// Cancels opening, waiting for another attempt, and what the work uses it for; not saving, commit and rollback.
    /// </param>
    /// <returns>A task that completes when the work is committed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> or <paramref name="body"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has unsaved changes, or is in a transaction.</exception>
    /// <exception cref="CommitOutcomeUnknownException">
    /// The connection was lost in the commit, and there is no <see cref="UnitOfWorkOptions{TContext}.VerifyCommitted"/>. It is not run again.
    /// </exception>
    /// <exception cref="RetryLimitExceededException">The strategy has given up; the last failure is inside.</exception>
    /// <exception cref="Exception">What the last attempt failed with.</exception>
    public static Task RunUnitOfWorkAsync<TContext>(
        this TContext context,
        Func<TContext, CancellationToken, Task> body,
        UnitOfWorkOptions<TContext>? options = null,
        CancellationToken cancellationToken = default)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(body);
        return context.RunUnitOfWorkAsync(WithResult(body), options, cancellationToken);
    }

    /// <summary>Runs a unit of work with a result on <paramref name="context"/>, as often as its execution strategy says.</summary>
    /// <typeparam name="TContext">The type of context.</typeparam>
    /// <typeparam name="TResult">The result of the work.</typeparam>
    /// <param name="context">
    /// The context. It forgets its entities before each attempt, so that all attempts see the same; unsaved changes, which would be lost, are
    /// refused.
    /// </param>
    /// <param name="body">The work. It may run several times, and is given the token.</param>
    /// <param name="options">The isolation level, and how to find out about a lost commit.</param>
    /// <param name="cancellationToken">
    /// Cancels opening, waiting for another attempt, and what the work uses it for; not saving, commit and rollback.
    /// </param>
    /// <returns>The result of the attempt that was committed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> or <paramref name="body"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has unsaved changes, or is in a transaction.</exception>
    /// <exception cref="CommitOutcomeUnknownException">As without a result.</exception>
    /// <exception cref="RetryLimitExceededException">The strategy has given up; the last failure is inside.</exception>
    /// <exception cref="Exception">What the last attempt failed with.</exception>
    public static Task<TResult> RunUnitOfWorkAsync<TContext, TResult>(
        this TContext context,
        Func<TContext, CancellationToken, Task<TResult>> body,
        UnitOfWorkOptions<TContext>? options = null,
        CancellationToken cancellationToken = default)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(body);
        return new UnitOfWorkRun<TContext, TResult>(null, body, options ?? new()).OnAsync(context, cancellationToken);
    }

    private static Func<TContext, CancellationToken, Task<bool>> WithResult<TContext>(Func<TContext, CancellationToken, Task> body) =>
        async (context, cancellationToken) =>
        {
            await body(context, cancellationToken).ConfigureAwait(false);
            return true;
        };
}
