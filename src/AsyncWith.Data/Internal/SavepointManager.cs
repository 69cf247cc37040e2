using System.Data.Common;
using System.Runtime.ExceptionServices;

namespace AsyncWith.Data;

internal sealed class SavepointManager(DbTransaction transaction, string? name) : ReusableManager<DbTransaction>
{
    private static int _count;

    private string _name = "";
    private DbConnection? _connection;
    private (int Callbacks, Exception? UndoFailure) _mark;

    private bool IsLost => _connection is not null && !Provider.IsOpen(_connection);

    protected override async ValueTask<DbTransaction> OpenAsync(CancellationToken cancellationToken)
    {
        if (!transaction.SupportsSavepoints)
            throw new NotSupportedException($"A {transaction.GetType()} has no savepoints: do the work in the transaction itself.");

        _name = name ?? $"asyncwith_{Interlocked.Increment(ref _count)}";
        (_connection, _mark) = (transaction.Connection, TransactionNotes.Mark(transaction));
        await transaction.SaveAsync(_name, cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    protected override async ValueTask CloseAsync(Exception? exception)
    {
        if (exception is not null)
        {
            if (await UndoAsync().ConfigureAwait(false) is { } undoFailure)
                TransactionFailure.Note(exception, undoFailure);
            return;
        }

        if (IsLost)
            throw TransactionRolledBackException.ConnectionLost();
        if (Provider.IsEnded(transaction))
            return;
        if (await ReleaseAsync().ConfigureAwait(false) is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Keeps what the block did, or takes it back and tells why.</summary>
    private async ValueTask<Exception?> ReleaseAsync()
    {
        try
        {
            await transaction.ReleaseAsync(_name, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure)
        {
            var undoFailure = await UndoAsync().ConfigureAwait(false);
            var told = undoFailure is not null || Provider.IsAborted(failure) ? TransactionRolledBackException.GivenUp(failure) : failure;
            if (undoFailure is not null)
                TransactionFailure.Note(told, undoFailure);
            return told;
        }
    }

    /// <summary>Takes back what the block did, unless there is nothing any more.</summary>
    private async ValueTask<Exception?> UndoAsync()
    {
        if (IsLost || Provider.IsEnded(transaction))
            return null;

        try
        {
            await transaction.RollbackAsync(_name, CancellationToken.None).ConfigureAwait(false);
            await transaction.ReleaseAsync(_name, CancellationToken.None).ConfigureAwait(false);
            TransactionNotes.GoBack(transaction, _mark);
            return null;
        }
        catch (Exception failure)
        {
            TransactionNotes.Forbid(transaction, failure);
            return failure;
        }
    }
}
