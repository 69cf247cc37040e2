using System.Data.Common;
using AsyncWith.Servers;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AsyncWith.Bank.Tests;

/// <summary>An empty database for one test, and the sample run on it.</summary>
internal sealed class BankStore(string connectionString, DbDataSource database)
{
    /// <summary>It is gone after the block.</summary>
    public static IAsyncContextManager<BankStore> Create(Store store, PostgresFixture postgres) =>
        from connectionString in store == Store.Sqlite
            ? from folder in TemporaryFolder.Create() select $"Data Source={Path.Combine(folder, "bank.db")};Pooling=False"
            : from server in AsyncContextManager.FromAcquireRelease(async _ => await postgres.ServerAsync(), (_, _) => default)
              from connectionString in server.Database()
              select connectionString
        from database in AsyncContextManager.FromDisposable(_ => new ValueTask<DbDataSource>(
            store == Store.Sqlite ? SqliteFactory.Instance.CreateDataSource(connectionString) : NpgsqlDataSource.Create(connectionString)))
        select new BankStore(connectionString, database);

    /// <summary>The running sample, killed after the block unless it has ended.</summary>
    public AsyncContextManager<RunningBank> Start(params string[] arguments) =>
        RunningBank.Start(["--ConnectionStrings:Bank", connectionString, "--Bank:TimeLimit", "01:00:00", .. arguments]);

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
