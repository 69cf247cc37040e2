using System.Data;
using System.Data.Common;

namespace AsyncWith.Data;

/// <summary>Connections, transactions and savepoints as context managers, for any ADO.NET provider.</summary>
/// <remarks>
/// A transaction commits what its block did when the block completes, and takes all of it back when the block throws or is cancelled:
/// <code>
/// await source.Transaction().UseAsync(async transaction =>
/// {
///     await using var command = transaction.CreateCommand("UPDATE accounts SET balance = balance - 1 WHERE id = 7");
///     await command.ExecuteNonQueryAsync(cancellationToken);
/// }, cancellationToken);
/// </code>
/// All managers here can be entered again after their block. A second enter while the first block runs throws
/// <see cref="InvalidOperationException"/>: make one manager for each block. The token given to an enter cancels opening and beginning only; commit
/// and rollback are never cut short.
/// </remarks>
public static class DataContextManagers
{
    /// <summary>A manager that opens a connection of <paramref name="source"/> for its block, and disposes of it afterwards.</summary>
    /// <param name="source">Where the connections come from. The manager does not dispose of it.</param>
    /// <returns>A manager whose enter throws what opening throws.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IAsyncContextManager<DbConnection> Connect(this DbDataSource source) => source.Connect<DbConnection>();

    /// <inheritdoc cref="Connect(DbDataSource)"/>
    /// <typeparam name="TConnection">
    /// The provider's type of connection. If the source opens another, the enter throws <see cref="InvalidOperationException"/>.
    /// </typeparam>
    public static IAsyncContextManager<TConnection> Connect<TConnection>(this DbDataSource source)
        where TConnection : DbConnection
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ConnectionManager<TConnection>(source);
    }

    /// <summary>A manager that runs its block in a transaction on a connection of its own.</summary>
    /// <param name="source">Where the connections come from. The manager does not dispose of it.</param>
    /// <param name="isolationLevel">How far the transaction is kept apart from others. By default what the database does by default.</param>
    /// <returns>
    /// A manager whose exit commits, or throws <see cref="TransactionRolledBackException"/>, <see cref="CommitOutcomeUnknownException"/>, or what the
    /// commit was refused with. After a block that threw it rolls back, and the block's own exception propagates; if the rollback fails as well, that
    /// failure is noted on it: see <see cref="TransactionFailure.GetRollbackFailure"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IAsyncContextManager<DataTransaction<DbConnection>> Transaction(
        this DbDataSource source, IsolationLevel isolationLevel = IsolationLevel.Unspecified) =>
        source.Transaction<DbConnection>(isolationLevel);

    /// <inheritdoc cref="Transaction(DbDataSource, IsolationLevel)"/>
    /// <typeparam name="TConnection">
    /// The provider's type of connection. If the source opens another, the enter throws <see cref="InvalidOperationException"/>.
    /// </typeparam>
    public static IAsyncContextManager<DataTransaction<TConnection>> Transaction<TConnection>(
        this DbDataSource source, IsolationLevel isolationLevel = IsolationLevel.Unspecified)
        where TConnection : DbConnection
    {
        ArgumentNullException.ThrowIfNull(source);
        return new DataTransactionManager<TConnection>(source, isolationLevel);
    }

    /// <summary>A manager that runs its block in a transaction on <paramref name="connection"/>.</summary>
    /// <param name="connection">
    /// A connection that is open when the manager is entered, and has no transaction then: the enter throws <see cref="InvalidOperationException"/>
    /// otherwise. It stays open after the block.
    /// </param>
    /// <param name="isolationLevel">How far the transaction is kept apart from others. By default what the database does by default.</param>
    /// <returns>
    /// A manager that ends as <see cref="Transaction(DbDataSource, IsolationLevel)"/> does. Set the transaction on the block's commands: some
    /// providers insist.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="connection"/> is null.</exception>
    public static IAsyncContextManager<DbTransaction> Transaction(
        this DbConnection connection, IsolationLevel isolationLevel = IsolationLevel.Unspecified) =>
        connection.Transaction<DbTransaction>(isolationLevel);

    /// <inheritdoc cref="Transaction(DbConnection, IsolationLevel)"/>
    /// <typeparam name="TTransaction">
    /// The provider's type. If the connection begins another, the enter throws <see cref="InvalidOperationException"/>.
    /// </typeparam>
    public static IAsyncContextManager<TTransaction> Transaction<TTransaction>(
        this DbConnection connection, IsolationLevel isolationLevel = IsolationLevel.Unspecified)
        where TTransaction : DbTransaction
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new TransactionManager<TTransaction>(connection, isolationLevel);
    }

    /// <summary>A manager for a part of a transaction that can fail on its own: when its block throws, that part alone is taken back.</summary>
    /// <param name="transaction">The transaction around it. Savepoints nest.</param>
    /// <param name="name">The name that the database is told. By default one that is not used yet.</param>
    /// <returns>
    /// A manager that hands over <paramref name="transaction"/>. If the block swallowed an error that PostgreSQL does not forgive, the exit takes the
    /// part back and throws <see cref="TransactionRolledBackException"/>. The outer transaction continues in both cases.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="transaction"/> is null.</exception>
    public static IAsyncContextManager<DbTransaction> Savepoint(this DbTransaction transaction, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return new SavepointManager(transaction, name);
    }
}
