using System.Data;
using System.Data.Common;

namespace AsyncWith.Data;

/// <summary>What ADO.NET's providers do differently. They are told apart by name, since this package refers to none of them.</summary>
internal static class Provider
{
    private const string InFailedTransaction = "25P02";

    internal static ProviderKind KindOf(DbConnection connection) => connection.GetType().Namespace switch
    {
        "Npgsql" => ProviderKind.Npgsql,
        "Microsoft.Data.Sqlite" or "Microsoft.Data.SqlClient" or "System.Data.SqlClient" or "MySqlConnector" or "MySql.Data.MySqlClient"
            or "Oracle.ManagedDataAccess.Client" => ProviderKind.TellsItself,
        _ => ProviderKind.Unknown,
    };

    internal static bool IsOpen(DbConnection connection) => (connection.State & ConnectionState.Open) != 0;

    /// <summary>Whether Commit, Rollback or Dispose was called. What the server did on its own does not show here, but on SQL Server.</summary>
    internal static bool IsEnded(DbTransaction transaction)
    {
        try
        {
            _ = transaction.IsolationLevel; // Npgsql throws, and keeps the connection; the others drop the connection
            return transaction.Connection is null;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    /// <summary>Whether Npgsql refused a command because a reader is open.</summary>
    internal static bool IsReading(Exception exception) => exception.GetType().FullName == "Npgsql.NpgsqlOperationInProgressException";

    /// <summary>Whether PostgreSQL said that the transaction takes no more commands but a rollback.</summary>
    internal static bool IsAborted(Exception? exception) =>
        exception is not null && (exception is DbException { SqlState: InFailedTransaction } || IsAborted(exception.InnerException));
}
