using System.Data.Common;
using AsyncWith.Servers;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AsyncWith.Bank.Tests;

/// <summary>An empty database for one test, and the sample run on it.</summary>
internal sealed class BankStore(Store store, string connectionString, DbDataSource database)
{
    private const int Patience = 300; // seconds: on a busy machine a transfer may wait for long until those before it are done

    /// <summary>It is gone after the block.</summary>
    public static IAsyncContextManager<BankStore> Create(Store store, PostgresFixture postgres) =>
        from connectionString in store == Store.Sqlite
            ? from folder in TemporaryFolder.Create() select $"Data Source={Path.Combine(folder, "bank.db")};Pooling=False;Default Timeout={Patience}"
            : from server in AsyncContextManager.FromAcquireRelease(async _ => await postgres.ServerAsync(), (_, _) => default)
              from connectionString in server.Database()
              select $"{connectionString};Timeout={Patience};Command Timeout={Patience}"
        from database in AsyncContextManager.FromDisposable(_ => new ValueTask<DbDataSource>(
            store == Store.Sqlite ? SqliteFactory.Instance.CreateDataSource(connectionString) : NpgsqlDataSource.Create(connectionString)))
        select new BankStore(store, connectionString, database);

    /// <summary>The running sample, killed after the block unless it has ended.</summary>
    public AsyncContextManager<RunningBank> Start(params string[] arguments) =>
        RunningBank.Start(["--ConnectionStrings:Bank", connectionString, "--Bank:TimeLimit", "01:00:00", .. arguments]);

    /// <summary>Makes it as it was on the first day. Waits for the transactions that are open.</summary>
    public async Task ResetAsync()
    {
        await using var command = database.CreateCommand(store == Store.Sqlite
            ? """BEGIN IMMEDIATE; DELETE FROM "Transfers"; DELETE FROM sqlite_sequence; DELETE FROM "Interest"; """
                + """UPDATE "Accounts" SET "Balance" = "Opening"; COMMIT"""
            : """TRUNCATE "Transfers", "Interest" RESTART IDENTITY; UPDATE "Accounts" SET "Balance" = "Opening" """);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }

    /// <summary>A transaction of another program, rolled back after the block.</summary>
    public AsyncContextManager<DbTransaction> OtherTransaction(string sql) =>
        AsyncContextManager.Create<DbTransaction>(async (yield, cancellationToken) =>
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            (command.Transaction, command.CommandText) = (transaction, sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
            await yield.Return(transaction);
        });
}
