using System.Data;
using System.Data.Common;

namespace AsyncWith.Data;

/// <summary>A transaction on a connection of its own.</summary>
internal sealed class DataTransactionManager<TConnection>(DbDataSource source, IsolationLevel isolationLevel)
    : ReusableManager<DataTransaction<TConnection>>
    where TConnection : DbConnection
{
    private OpenTransaction? _open;
    private DataTransaction<TConnection>? _transaction;

    protected override async ValueTask<DataTransaction<TConnection>> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectionManager<TConnection>.OpenAsync(source, cancellationToken).ConfigureAwait(false);
        try
        {
            var transaction = await OpenTransaction.BeginAsync(connection, isolationLevel, cancellationToken).ConfigureAwait(false);
            _open = new OpenTransaction(connection, transaction);
            return _transaction = new DataTransaction<TConnection>(connection, transaction);
        }
        catch (Exception exception)
        {
            await CloseAsync(connection, exception).ConfigureAwait(false);
            throw;
        }
    }

    protected override async ValueTask CloseAsync(Exception? exception)
    {
        var (open, connection) = (_open!, _transaction!.Connection);
        _transaction.End();
        if (exception is not null)
        {
            await open.RollBackAsync(exception).ConfigureAwait(false);
            await CloseAsync(connection, exception).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<Func<ValueTask>> callbacks;
        try
        {
            callbacks = await open.CommitAsync().ConfigureAwait(true); // the callbacks run on the caller's context
        }
        catch (Exception failure)
        {
            await CloseAsync(connection, failure).ConfigureAwait(false);
            throw;
        }

        await AfterCommit.RunAsync([open.DisposeAsync, connection.DisposeAsync, .. callbacks]).ConfigureAwait(false);
    }

    /// <summary>Closes the connection of a transaction that failed with <paramref name="cause"/>, which matters more than a failure here.</summary>
    private static async ValueTask CloseAsync(DbConnection connection, Exception cause)
    {
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (TransactionFailure.GetRollbackFailure(cause) is null)
                TransactionFailure.Note(cause, failure);
        }
    }
}
