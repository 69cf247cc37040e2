using System.Data.Common;

namespace AsyncWith.Data.Tests;

/// <summary>Short ways to run SQL in a transaction.</summary>
internal static class DatabaseExtensions
{
    public static async Task<int> ExecuteAsync<TConnection>(
        this DataTransaction<TConnection> transaction, string sql, CancellationToken cancellationToken = default)
        where TConnection : DbConnection
    {
        await using var command = transaction.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs a block in a transaction on <paramref name="connection"/>, or on a connection that the manager opens itself.</summary>
    public static async Task RunAsync(
        this DbDataSource source,
        DbConnection connection,
        bool ownConnection,
        Func<DbTransaction, Task> block,
        CancellationToken cancellationToken = default)
    {
        if (ownConnection)
            await source.Transaction().UseAsync(async transaction => await block(transaction.Transaction), cancellationToken);
        else
            await connection.Transaction().UseAsync(block, cancellationToken);
    }

    public static async Task<int> ExecuteAsync(this DbTransaction transaction, string sql)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<object?> ScalarAsync(this DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Runs SQL that must fail, and swallows the error.</summary>
    public static async Task FailAsync(this DbTransaction transaction, string sql) =>
        await Xunit.Assert.ThrowsAnyAsync<DbException>(() => transaction.ExecuteAsync(sql));
}
