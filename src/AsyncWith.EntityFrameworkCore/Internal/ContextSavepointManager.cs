using AsyncWith.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AsyncWith.EntityFrameworkCore;

internal sealed class ContextSavepointManager(DbContext context, string? name) : ReusableManager<IDbContextTransaction>
{
    private ContextSavepoint? _open;

    protected override async ValueTask<IDbContextTransaction> OpenAsync(CancellationToken cancellationToken)
    {
        var transaction = context.Database.CurrentTransaction
            ?? throw new InvalidOperationException("The context is in no transaction. Enter UnitOfWork() or Transaction() first.");
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false); // what was changed before is no part of this
        _open = new ContextSavepoint(context, transaction, name);
        await _open.SaveAsync(cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    protected override async ValueTask CloseAsync(Exception? exception)
    {
        var open = _open!;
        if (exception is not null)
        {
            await open.RollBackAsync(exception).ConfigureAwait(false);
            context.ChangeTracker.Clear();
            return;
        }

        if (context.Database.CurrentTransaction != open.Transaction)
            return; // the block itself has ended it

        try
        {
            await open.ReleaseAsync().ConfigureAwait(false);
        }
        catch
        {
            context.ChangeTracker.Clear();
            throw;
        }
    }
}
