using System.Data.Common;

namespace AsyncWith.Data;

internal sealed class SavepointManager(DbTransaction transaction, string? name) : ReusableManager<DbTransaction>
{
    private OpenSavepoint? _open;

    protected override async ValueTask<DbTransaction> OpenAsync(CancellationToken cancellationToken)
    {
        _open = new OpenSavepoint(transaction, name);
        await _open.SaveAsync(cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    protected override ValueTask CloseAsync(Exception? exception) => exception is null ? _open!.ReleaseAsync() : _open!.RollBackAsync(exception);
}
