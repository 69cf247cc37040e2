using Microsoft.EntityFrameworkCore;

namespace AsyncWith.Samples.Bank;

/// <summary>An account and the sums of its transfers.</summary>
public sealed record Statement(int Account, string Owner, long Opening, long Received, long Paid, long Balance)
{
    /// <summary>The statements of all accounts, four at a time. The first that fails stops the others, and none is left behind.</summary>
    public static async Task<Statement[]> ReadAsync(BankDatabase database, Customers customers, CancellationToken stop) =>
        await TaskGroup.CreateBounded(4).Named("Statement").UseAsync(
            async group => await Task.WhenAll(customers.Accounts.Select(id => group.Run(token => ReadAsync(database, id, token))).ToArray()), stop);

    private static async Task<Statement> ReadAsync(BankDatabase database, int id, CancellationToken stop) => await database.Open().UseAsync(
        async bank => await bank.Accounts.Where(account => account.Id == id).Select(account => new Statement(
            account.Id,
            account.Owner,
            account.Opening,
            bank.Transfers.Where(transfer => transfer.To == id).Sum(transfer => transfer.Amount),
            bank.Transfers.Where(transfer => transfer.From == id).Sum(transfer => transfer.Amount),
            account.Balance)).SingleAsync(stop), stop);
}
