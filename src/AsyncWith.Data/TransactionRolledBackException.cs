using System.Data.Common;

namespace AsyncWith.Data;

/// <summary>
/// The block of a transaction completed, but its work is rolled back: the database had given up the transaction, mostly because of an error that the
/// block swallowed.
/// </summary>
/// <remarks>
/// <code>
/// await source.Transaction().UseAsync(async transaction =>
/// {
///     try { await InsertAsync(transaction, row); }
///     catch (DbException) { }   // on PostgreSQL the transaction is lost now; a Savepoint around the insert would have saved it
/// });                           // throws TransactionRolledBackException
/// </code>
/// Running the block again would go the same way, so it is not transient.
/// </remarks>
public sealed class TransactionRolledBackException : DbException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What the database said, if anything.</param>
    public TransactionRolledBackException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary><see langword="false"/>.</summary>
    public override bool IsTransient => false;

    /// <summary>The state that the inner exception has, if it is one of a database.</summary>
    public override string? SqlState => (InnerException as DbException)?.SqlState;

    internal static TransactionRolledBackException GivenUp(Exception? innerException) => new(
        "The block completed, but the database had given up its transaction, mostly because of an error that the block caught. Nothing is committed. "
        + "Let such an error leave the block, or enter Savepoint() around the step that may fail.",
        innerException);

    internal static TransactionRolledBackException SavepointKept(Exception undoFailure) => new(
        "The block completed, but what one of its savepoints did could not be taken back, so nothing of the transaction is committed.",
        undoFailure);

    internal static TransactionRolledBackException ConnectionLost(Exception? innerException = null) => new(
        "The block completed, but its connection was lost or closed before the commit, so the database has rolled the transaction back.",
        innerException);
}
