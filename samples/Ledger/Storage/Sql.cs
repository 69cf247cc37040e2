using System.Data.Common;

namespace AsyncWith.Samples.Ledger;

/// <summary>Runs statements in a transaction.</summary>
internal static class Sql
{
    public static async ValueTask<int> ExecuteAsync(
        this DbTransaction transaction, string sql, IEnumerable<(string Name, object Value)> parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(transaction, sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async ValueTask<List<T>> QueryAsync<T>(
        this DbTransaction transaction, string sql, IEnumerable<(string Name, object Value)> parameters, Func<DbDataReader, T> read,
        CancellationToken cancellationToken)
    {
        await using var command = Command(transaction, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private static DbCommand Command(DbTransaction transaction, string sql, IEnumerable<(string Name, object Value)> parameters)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
