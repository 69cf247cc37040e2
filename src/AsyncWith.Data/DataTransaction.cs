using System.Data.Common;
using System.Diagnostics;

namespace AsyncWith.Data;

/// <summary>A transaction and the connection that it runs on.</summary>
/// <typeparam name="TConnection">The provider's type of connection.</typeparam>
/// <remarks>
/// <code>
/// await source.Transaction&lt;NpgsqlConnection&gt;().UseAsync(async transaction =>
/// {
///     await using var command = transaction.CreateCommand("INSERT INTO orders (item) VALUES ('tea')");
///     await command.ExecuteNonQueryAsync();
///     transaction.OnCommitted(async () => await mail.SendAsync("Your tea is on its way."));
/// });
/// </code>
/// It belongs to its block. The connection is closed after it.
/// </remarks>
[DebuggerDisplay("{State,nq}")]
public sealed class DataTransaction<TConnection>
    where TConnection : DbConnection
{
    private volatile bool _ended;

    internal DataTransaction(TConnection connection, DbTransaction transaction) => (Connection, Transaction) = (connection, transaction);

    /// <summary>Gets the connection, which is open.</summary>
    public TConnection Connection { get; }

    /// <summary>Gets the provider's transaction.</summary>
    public DbTransaction Transaction { get; }

    private string State => _ended ? "ended" : "open";

    /// <summary>Makes a command that runs in this transaction.</summary>
    /// <param name="commandText">What it runs. It can be set later.</param>
    /// <returns>The command. Whoever made it disposes of it.</returns>
    public DbCommand CreateCommand(string? commandText = null)
    {
        var command = Connection.CreateCommand();
        command.Transaction = Transaction;
        if (commandText is not null)
            command.CommandText = commandText;
        return command;
    }

    /// <inheritdoc cref="DataContextManagers.Savepoint(DbTransaction, string?)"/>
    public IAsyncContextManager<DbTransaction> Savepoint(string? name = null) => Transaction.Savepoint(name);

    /// <summary>Has <paramref name="callback"/> called once the transaction is committed, and not at all if it is not.</summary>
    /// <param name="callback">
    /// What to do. Callbacks run one after the other, in the order in which they were given, after the connection has been closed, and not cancelled
    /// by anybody. One that fails undoes nothing and keeps no other from running: the exit then throws an <see cref="AggregateException"/> with all
    /// failures, which <see cref="TransactionFailure.IsRetryable"/> does not retry.
    /// </param>
    /// <remarks>
    /// A callback that was given in the block of a savepoint is forgotten when that block fails. If the block itself calls Commit, no callback is
    /// called: the manager cannot know how the transaction ended.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="callback"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The block is over.</exception>
    public void OnCommitted(Func<ValueTask> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (_ended)
            throw new InvalidOperationException("The block of this transaction is over: call OnCommitted inside the block.");
        TransactionNotes.Add(Transaction, callback);
    }

    /// <summary>Takes it apart.</summary>
    /// <param name="connection"><see cref="Connection"/>.</param>
    /// <param name="transaction"><see cref="Transaction"/>.</param>
    public void Deconstruct(out TConnection connection, out DbTransaction transaction) => (connection, transaction) = (Connection, Transaction);

    internal void End() => _ended = true;
}
