using System.Data.Common;

namespace AsyncWith.Ledger.Tests;

/// <summary>A database for one test, a folder for its files, and the sample run on them.</summary>
internal sealed class Bank(string folder, string connectionString, DbDataSource database)
{
    private readonly string _summary = Path.Combine(folder, "summary.json");

    public string ConnectionString => connectionString;

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> FileAsync(string name, params IEnumerable<string> lines)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllLinesAsync(path, lines);
        return path;
    }

    public Task<string> AccountsAsync(params IEnumerable<string> lines) => FileAsync("accounts.csv", ["account,owner,balance", .. lines]);

    public Task<string> TransfersAsync(params IEnumerable<string> lines) => FileAsync("transfers.csv", ["id,from,to,amount,memo", .. lines]);

    /// <summary>Runs the sample on the database to its end.</summary>
    public async Task<LedgerResult> RunAsync(params IEnumerable<string> arguments) =>
        await Start(arguments).UseAsync(async ledger => await ledger.EndAsync());

    /// <summary>Runs the sample, which must succeed.</summary>
    public async Task<LedgerSummary> SummaryAsync(params IEnumerable<string> arguments)
    {
        (await RunAsync([.. arguments, "--summary", _summary])).Exited(0);
        return await LedgerSummary.ReadAsync(_summary);
    }

    public AsyncContextManager<RunningLedger> Start(params IEnumerable<string> arguments) =>
        LedgerProgram.Start(LedgerProgram.Folder, [.. arguments, "--database", connectionString]);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A transaction of another program, that is rolled back after the block.</summary>
    public AsyncContextManager<DbConnection> OtherTransaction(string sql) =>
        AsyncContextManager.Create<DbConnection>(async (yield, cancellationToken) =>
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(cancellationToken);
            await yield.Return(connection);
        });
}
