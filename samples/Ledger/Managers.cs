using System.Data;
using System.Data.Common;

namespace AsyncWith.Samples.Ledger;

/// <summary>
/// The context managers of the ledger. What a manager does before its yield happens when the block is entered, what it does
/// after it when the block has ended, and an exception that leaves the block is thrown at the yield.
/// </summary>
internal static class Managers
{
    /// <summary>An open connection, closed after the block.</summary>
    public static AsyncContextManager<DbConnection> Connection(DbDataSource source) => AsyncContextManager.Create<DbConnection>(async (yield, cancellationToken) =>
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await yield.Return(connection);
    });

    /// <summary>A transaction that commits what the block did, or takes all of it back when the block throws.</summary>
    public static AsyncContextManager<DbTransaction> Transaction(DbConnection connection) => AsyncContextManager.Create<DbTransaction>(async (yield, cancellationToken) =>
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        try
        {
            await yield.Return(transaction);
        }
        catch when (connection.State is ConnectionState.Open) // a connection that broke has taken it back already
        {
            await transaction.RollbackAsync(CancellationToken.None);
            throw;
        }

        await transaction.CommitAsync(CancellationToken.None); // who cancels now is too late: the block is done
    });
}
