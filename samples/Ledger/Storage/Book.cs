using System.Data.Common;

namespace AsyncWith.Samples.Ledger;

/// <summary>The tables of the ledger, and all that is done with them. Amounts are whole cents.</summary>
internal sealed class Book(Database database)
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS ledger_accounts (
            account TEXT PRIMARY KEY,
            owner   TEXT NOT NULL,
            opening BIGINT NOT NULL CHECK (opening >= 0),
            balance BIGINT NOT NULL CHECK (balance >= 0));
        CREATE TABLE IF NOT EXISTS ledger_transfers (
            id   TEXT PRIMARY KEY,
            memo TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS ledger_entries (
            transfer TEXT NOT NULL REFERENCES ledger_transfers (id),
            account  TEXT NOT NULL REFERENCES ledger_accounts (account),
            amount   BIGINT NOT NULL,
            PRIMARY KEY (transfer, account));
        """;

    /// <summary>Makes the tables on first use, and opens the accounts that they do not have yet; others keep their balance.</summary>
    public async ValueTask OpenAsync(IReadOnlyList<Account> accounts, CancellationToken cancellationToken) =>
        await Database.PersistAsync(async () => await database.Transaction().UseAsync(async transaction =>
        {
            await transaction.ExecuteAsync(database.LockSetup + Tables, [], cancellationToken);
            foreach (var account in accounts)
            {
                await transaction.ExecuteAsync(
                    "INSERT INTO ledger_accounts (account, owner, opening, balance) VALUES (@account, @owner, @opening, @opening) "
                        + "ON CONFLICT DO NOTHING",
                    [("account", account.Name), ("owner", account.Owner), ("opening", account.Opening.Cents)],
                    cancellationToken);
            }

            return accounts.Count;
        }, cancellationToken), cancellationToken);

    /// <summary>Takes the id of the transfer; a second transaction with the same id waits here until the first has ended.</summary>
    /// <returns><see langword="false"/> when the transfer was applied before.</returns>
    public async ValueTask<bool> RecordAsync(DbTransaction transaction, Transfer transfer, CancellationToken cancellationToken) =>
        await transaction.ExecuteAsync(
            "INSERT INTO ledger_transfers (id, memo) VALUES (@id, @memo) ON CONFLICT DO NOTHING",
            [("id", transfer.Id), ("memo", transfer.Memo)],
            cancellationToken) == 1;

    /// <summary>The balances of those of the two accounts that exist, and nobody else changes them until the transaction ends.</summary>
    public async ValueTask<Dictionary<string, Money>> LockBalancesAsync(
        DbTransaction transaction, string one, string other, CancellationToken cancellationToken)
    {
        // Always in the order of the names: two transfers that cross wait for each other's end, not for each other.
        var rows = await transaction.QueryAsync(
            "SELECT account, balance FROM ledger_accounts WHERE account IN (@one, @other) ORDER BY account" + database.LockRows,
            [("one", one), ("other", other)],
            row => (Name: row.GetString(0), Balance: new Money(row.GetInt64(1))),
            cancellationToken);
        return rows.ToDictionary(row => row.Name, row => row.Balance);
    }

    /// <summary>Changes a balance, and writes down why.</summary>
    public async ValueTask PostAsync(DbTransaction transaction, string id, string account, Money amount, CancellationToken cancellationToken) =>
        await transaction.ExecuteAsync(
            """
            UPDATE ledger_accounts SET balance = balance + @amount WHERE account = @account;
            INSERT INTO ledger_entries (transfer, account, amount) VALUES (@id, @account, @amount);
            """,
            [("id", id), ("account", account), ("amount", amount.Cents)],
            cancellationToken);

    /// <summary>Reads all accounts and the sums of their entries, as they were at one moment.</summary>
    public async ValueTask<Audit> AuditAsync(CancellationToken cancellationToken) =>
        await Database.PersistAsync(async () => await database.Transaction().UseAsync(async transaction => new Audit(await transaction.QueryAsync(
            """
            SELECT account, opening, balance,
                   CAST(COALESCE((SELECT SUM(amount) FROM ledger_entries e WHERE e.account = a.account), 0) AS BIGINT)
            FROM ledger_accounts a
            ORDER BY account
            """,
            [],
            row => new AuditedAccount(row.GetString(0), new Money(row.GetInt64(1)), new Money(row.GetInt64(2)), new Money(row.GetInt64(3))),
            cancellationToken)), cancellationToken), cancellationToken);
}
