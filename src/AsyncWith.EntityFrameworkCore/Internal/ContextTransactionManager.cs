using System.Data;
using AsyncWith.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AsyncWith.EntityFrameworkCore;

/// <summary>A transaction on a context of the caller.</summary>
internal sealed class ContextTransactionManager(DbContext context, IsolationLevel isolationLevel) : ReusableManager<IDbContextTransaction>
{
    private ContextTransaction? _open;

    protected override async ValueTask<IDbContextTransaction> OpenAsync(CancellationToken cancellationToken)
    {
        _open = await ContextTransaction.BeginAsync(context, isolationLevel, saves: false, cancellationToken).ConfigureAwait(false);
        return _open.Transaction;
    }

    protected override async ValueTask CloseAsync(Exception? exception)
    {
        var open = _open!;
        if (exception is not null)
        {
            await open.RollBackAsync(exception).ConfigureAwait(false);
            return;
        }

        await open.CommitAsync().ConfigureAwait(false);
        await AfterCommit.RunAsync([open.DisposeAsync]).ConfigureAwait(false);
    }
}
