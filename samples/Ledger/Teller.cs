using System.Data.Common;
using AsyncWith.Data;

namespace AsyncWith.Samples.Ledger;

/// <summary>Applies one transfer: whole or not at all, and never twice.</summary>
internal sealed class Teller(Database database, Book book, Faults faults)
{
    private static readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(10);

    public async Task<Outcome> ApplyAsync(Transfer transfer, CancellationToken stop)
    {
        try
        {
            return await Database.PersistAsync(() => TransferAsync(transfer, stop).AsTask(), stop);
        }
        catch (TransferFailedException failure)
        {
            return Outcome.RolledBack(failure.Reason);
        }
        catch (TimeoutException)
        {
            return Outcome.RolledBack("time limit");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Outcome.RolledBack("interrupted");
        }
        catch (CommitOutcomeUnknownException)
        {
            var outcome = await ApplyAsync(transfer, stop); // finds out by the transfer's id
            return outcome == Outcome.AlreadyApplied ? Outcome.Committed : outcome;
        }
        catch (DbException exception) when (database.IsBusy(exception))
        {
            return Outcome.RolledBack("database busy");
        }
    }

    private async Scoped<Outcome> TransferAsync(Transfer transfer, CancellationToken stop)
    {
        var transaction = await Scope.Enter(database.Transaction(), stop);
        var deadline = await Scope.Enter(Deadline.After(_timeLimit), stop); // from here on: to wait for its turn is not the transfer's fault
        var token = deadline.Token;

        if (!await book.RecordAsync(transaction, transfer, token))
            return Outcome.AlreadyApplied;

        var balances = await book.LockBalancesAsync(transaction, transfer.From, transfer.To, token);
        if (balances.Count < 2)
            throw new TransferFailedException("unknown account");
        if (balances[transfer.From] < transfer.Amount)
            throw new TransferFailedException("insufficient funds");

        await book.PostAsync(transaction, transfer.Id, transfer.From, -transfer.Amount, token);
        faults.ThrowIfChosen(transfer);
        await book.PostAsync(transaction, transfer.Id, transfer.To, transfer.Amount, token);
        return Outcome.Committed;
    } // commits here; or rolls back, and knows why
}
