using System.Data;
using System.Data.Common;

namespace AsyncWith.Data;

/// <summary>A transaction on a connection of the caller.</summary>
internal sealed class TransactionManager<TTransaction>(DbConnection connection, IsolationLevel isolationLevel) : ReusableManager<TTransaction>
    where TTransaction : DbTransaction
{
    private OpenTransaction? _open;

    protected override async ValueTask<TTransaction> OpenAsync(CancellationToken cancellationToken)
    {
        var begun = await OpenTransaction.BeginAsync(connection, isolationLevel, cancellationToken).ConfigureAwait(false);
        if (begun is not TTransaction transaction)
        {
            await begun.DisposeAsync().ConfigureAwait(false);
            throw new InvalidOperationException(
                $"The connection begins a {begun.GetType()}, and no {typeof(TTransaction)}. Name the type that it begins, or DbTransaction.");
        }

        _open = new OpenTransaction(connection, transaction);
        return transaction;
    }

    protected override async ValueTask CloseAsync(Exception? exception)
    {
        var open = _open!;
        if (exception is not null)
        {
            await open.RollBackAsync(exception).ConfigureAwait(false);
            return;
        }

        await open.CommitAsync().ConfigureAwait(false); // there is nothing that could have been given to OnCommitted
        await AfterCommit.RunAsync([open.DisposeAsync]).ConfigureAwait(false);
    }
}
