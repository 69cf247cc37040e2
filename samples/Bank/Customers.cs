using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;

namespace AsyncWith.Samples.Bank;

/// <summary>Who has which account, read once: no account is opened or closed while the bank is open.</summary>
public sealed class Customers(FrozenDictionary<int, string> owners)
{
    public IEnumerable<int> Accounts => owners.Keys.Order();

    public bool Has(int account) => owners.ContainsKey(account);

    public string OwnerOf(int account) => owners[account];

    internal static IAsyncContextManager<Customers> Loaded(BankDatabase database) =>
        AsyncContextManager.Create<Customers>(async (yield, cancellationToken) =>
        {
            var owners = await database.Open().UseAsync(
                bank => bank.Accounts.ToDictionaryAsync(account => account.Id, account => account.Owner, cancellationToken), cancellationToken);
            await yield.Return(new Customers(owners.ToFrozenDictionary()));
        }).Named("Customers");
}
