using System.Data;
using System.Data.Common;
using System.Runtime.ExceptionServices;

namespace AsyncWith.Data;

/// <summary>A transaction while its block runs, and how it is ended. Derive to end it in another way than through ADO.NET.</summary>
internal class OpenTransaction
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly ProviderKind _provider;
    private bool _wasClosed;

    internal OpenTransaction(DbConnection connection, DbTransaction transaction)
    {
        (_connection, _transaction, _provider) = (connection, transaction, Provider.KindOf(connection));
        TransactionNotes.Take(transaction); // providers hand out the same object again
        connection.StateChange += OnStateChange;
    }

    /// <summary>Whether the block itself has ended the transaction.</summary>
    protected virtual bool IsEnded => !IsLost && Provider.IsEnded(_transaction);

    /// <summary>Whether the connection was closed since the transaction began. It may be open again by now, without the transaction.</summary>
    private bool IsLost => _wasClosed || !Provider.IsOpen(_connection);

    internal static async ValueTask<DbTransaction> BeginAsync(
        DbConnection connection, IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        if (!Provider.IsOpen(connection))
            throw new InvalidOperationException("The connection is not open. Open it first, or enter Connect() or Transaction() on its data source.");

        try
        {
            return await connection.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception) when (Provider.IsOpen(connection))
        {
            throw new InvalidOperationException(
                "No transaction can begin here, mostly because there is one already. Inside it enter Savepoint() for a part that may fail alone.",
                exception);
        }
    }

    /// <summary>Commits, unless the block itself has ended the transaction. When it throws, the transaction is rolled back and disposed of.</summary>
    /// <returns>What the block has given to OnCommitted, if this has committed.</returns>
    internal async ValueTask<IReadOnlyList<Func<ValueTask>>> CommitAsync()
    {
        ExceptionDispatchInfo failure;
        var isCommitting = false;
        try
        {
            if (IsEnded)
                return [];
            if (IsLost)
                throw TransactionRolledBackException.ConnectionLost();

            var notes = TransactionNotes.Take(_transaction);
            if (notes?.UndoFailure is { } undoFailure)
                throw TransactionRolledBackException.SavepointKept(undoFailure);
            await PrepareAsync().ConfigureAwait(false);
            isCommitting = true;
            await CommitCoreAsync().ConfigureAwait(false);
            return notes?.Callbacks ?? [];
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(await ExplainAsync(exception, isCommitting).ConfigureAwait(false));
        }

        await RollBackAsync(failure.SourceException).ConfigureAwait(false);
        failure.Throw();
        return [];
    }

    /// <summary>
    /// Rolls back, unless the block itself has ended the transaction, and disposes of it. Throws nothing: a failure is noted on
    /// <paramref name="cause"/>.
    /// </summary>
    internal async ValueTask RollBackAsync(Exception cause)
    {
        TransactionNotes.Take(_transaction);
        var wasLost = IsLost;
        Exception? failure = null;
        try
        {
            if (!wasLost && !IsEnded)
                await RollBackCoreAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = Provider.IsReading(exception) ? null : exception; // the provider rolls back when it is disposed of then
        }

        try
        {
            await DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure ??= exception;
        }

        if (failure is not null && !wasLost) // a database rolls back what has lost its connection
            TransactionFailure.Note(cause, failure);
    }

    internal ValueTask DisposeAsync()
    {
        _connection.StateChange -= OnStateChange;
        return DisposeCoreAsync();
    }

    /// <summary>What has to be done before the commit, as a part of the transaction.</summary>
    protected virtual ValueTask PrepareAsync() => default;

    /// <summary>Makes sure that the database has not given up the transaction, and commits.</summary>
    protected virtual ValueTask CommitCoreAsync() => _provider switch
    {
        ProviderKind.Npgsql => CommitInBatchAsync(),
        ProviderKind.TellsItself => new ValueTask(_transaction.CommitAsync(CancellationToken.None)),
        _ => ProbeAndCommitAsync(),
    };

    protected virtual ValueTask RollBackCoreAsync() => new(_transaction.RollbackAsync(CancellationToken.None));

    protected virtual ValueTask DisposeCoreAsync() => _transaction.DisposeAsync();

    /// <summary>Asks the database whether it has given up the transaction, where the provider's commit would not tell.</summary>
    protected async ValueTask ProbeAsync()
    {
        if (_provider == ProviderKind.TellsItself)
            return;

        try
        {
            await QueryAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (Provider.IsAborted(exception))
        {
            throw TransactionRolledBackException.GivenUp(exception);
        }
        catch (Exception exception) when (IsLost)
        {
            throw TransactionRolledBackException.ConnectionLost(exception);
        }
        catch (Exception)
        {
            // A database that does not know this statement says nothing about the transaction; the commit will.
        }
    }

    private async ValueTask ProbeAndCommitAsync()
    {
        await ProbeAsync().ConfigureAwait(false);
        await _transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// One round trip: in an aborted transaction the query fails, and the server then skips the COMMIT, which would have passed for a success.
    /// </summary>
    private async ValueTask CommitInBatchAsync()
    {
        using var batch = _connection.CreateBatch();
        batch.Transaction = _transaction;
        foreach (var text in (ReadOnlySpan<string>)["SELECT 1", "COMMIT"])
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = text;
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask<Exception> ExplainAsync(Exception exception, bool isCommitting)
    {
        if (exception is TransactionRolledBackException)
            return exception;
        if (IsLost)
            return isCommitting ? CommitOutcomeUnknownException.Because(exception) : exception;
        var isGivenUp = Provider.IsAborted(exception)
            || (exception is InvalidOperationException && (isCommitting || await IsGivenUpAsync().ConfigureAwait(false)));
        return isGivenUp ? TransactionRolledBackException.GivenUp(exception) : exception;
    }

    /// <summary>Whether even the simplest command is refused, as SQLite's provider does once the database has rolled back.</summary>
    private async ValueTask<bool> IsGivenUpAsync()
    {
        try
        {
            await QueryAsync().ConfigureAwait(false);
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async ValueTask QueryAsync()
    {
        using var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = "SELECT 1";
        await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private void OnStateChange(object sender, StateChangeEventArgs change) => _wasClosed |= (change.CurrentState & ConnectionState.Open) == 0;
}
