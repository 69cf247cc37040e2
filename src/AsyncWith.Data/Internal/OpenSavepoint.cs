using System.Data.Common;
using System.Runtime.ExceptionServices;

namespace AsyncWith.Data;

/// <summary>A savepoint while its block runs, and how it is ended. Derive to do so in another way than through ADO.NET.</summary>
internal class OpenSavepoint(DbTransaction transaction, string? name)
{
    private static int _count;

    private readonly DbConnection? _connection = transaction.Connection;
    private readonly (int Callbacks, Exception? UndoFailure) _mark = TransactionNotes.Mark(transaction);

    protected string Name { get; } = name ?? $"asyncwith_{Interlocked.Increment(ref _count)}";

    private bool IsLost => _connection is not null && !Provider.IsOpen(_connection);

    internal async ValueTask SaveAsync(CancellationToken cancellationToken)
    {
        if (!transaction.SupportsSavepoints)
            throw new NotSupportedException($"A {transaction.GetType()} has no savepoints: do the work in the transaction itself.");
        await SaveCoreAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps what the block did. When it throws, that is taken back.</summary>
    internal async ValueTask ReleaseAsync()
    {
        if (IsLost)
            throw TransactionRolledBackException.ConnectionLost();
        if (Provider.IsEnded(transaction))
            return;

        ExceptionDispatchInfo failure;
        try
        {
            await PrepareAsync().ConfigureAwait(false);
            await ReleaseCoreAsync().ConfigureAwait(false);
            return;
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        var undoFailure = await UndoAsync().ConfigureAwait(false);
        if (undoFailure is null && !Provider.IsAborted(failure.SourceException))
            failure.Throw();
        var rolledBack = TransactionRolledBackException.GivenUp(failure.SourceException);
        if (undoFailure is not null)
            TransactionFailure.Note(rolledBack, undoFailure);
        throw rolledBack;
    }

    /// <summary>Takes back what the block did. Throws nothing: a failure is noted on <paramref name="cause"/>.</summary>
    internal async ValueTask RollBackAsync(Exception cause)
    {
        if (await UndoAsync().ConfigureAwait(false) is { } failure)
            TransactionFailure.Note(cause, failure);
    }

    /// <summary>What has to be done before the release, as a part of it.</summary>
    protected virtual ValueTask PrepareAsync() => default;

    protected virtual Task SaveCoreAsync(CancellationToken cancellationToken) => transaction.SaveAsync(Name, cancellationToken);

    protected virtual Task ReleaseCoreAsync() => transaction.ReleaseAsync(Name, CancellationToken.None);

    protected virtual Task RollBackCoreAsync() => transaction.RollbackAsync(Name, CancellationToken.None);

    private async ValueTask<Exception?> UndoAsync()
    {
        if (IsLost || Provider.IsEnded(transaction))
            return null; // there is nothing any more

        try
        {
            await RollBackCoreAsync().ConfigureAwait(false);
            await ReleaseCoreAsync().ConfigureAwait(false);
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
