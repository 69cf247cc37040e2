using System.Data.Common;
using AsyncWith.Data;
using AsyncWith.Servers;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AsyncWith.Benchmarks;

/// <summary>A transaction with one UPDATE, next to begin, try, commit, catch and roll back by hand.</summary>
internal static class DatabaseCases
{
    private const string Tables = "CREATE TABLE counter (value BIGINT NOT NULL); INSERT INTO counter (value) VALUES (0)";
    private const string Baseline = "begin/try/commit/catch/rollback by hand";

    internal static readonly string[] Names = ["transaction, SQLite in memory", "transaction, PostgreSQL over loopback"];

    /// <summary>A case while its database is there; <see langword="null"/> where there is no such server.</summary>
    internal static IAsyncContextManager<Case?> On(string name) => name == Names[0] ? Sqlite() : Postgres();

    private static AsyncContextManager<Case?> Sqlite() => AsyncContextManager.Create<Case?>(async yield =>
    {
        await using var source = SqliteFactory.Instance.CreateDataSource("Data Source=:memory:");
        await source.Connect().UseAsync(async connection => await yield.Return(await MakeAsync(Names[0], 1.15, connection)));
    });

    private static AsyncContextManager<Case?> Postgres() => AsyncContextManager.Create<Case?>(async yield =>
    {
        if (await PostgresBinaries.FindAsync() is not { } binaries)
        {
            await yield.Return(null);
            return;
        }

        await PostgresServer.Start(binaries).UseAsync(async server =>
        {
            await using var source = NpgsqlDataSource.Create(server.ConnectionString("postgres"));
            await source.Connect().UseAsync(async connection => await yield.Return(await MakeAsync(Names[1], 1.2, connection)));
        });
    });

    private static async Task<Case> MakeAsync(string name, double atMost, DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = Tables;
        await command.ExecuteNonQueryAsync();
        command.CommandText = "UPDATE counter SET value = value + 1";
        await command.PrepareAsync();
        return new Case(
            "databases", name, Baseline, atMost, 1.0, null, n => Wait(ByHandAsync(command, n)), n => Wait(WithLibraryAsync(command, n)),
            IsOnOneThread: false);
    }

    private static async Task ByHandAsync(DbCommand command, int n)
    {
        for (var i = 0; i < n; i++)
        {
            await using var transaction = await command.Connection!.BeginTransactionAsync();
            try
            {
                command.Transaction = transaction;
                await command.ExecuteNonQueryAsync();
            }
            catch
            {
                await transaction.RollbackAsync(CancellationToken.None);
                throw;
            }

            await transaction.CommitAsync(CancellationToken.None);
        }
    }

    private static async Task WithLibraryAsync(DbCommand command, int n)
    {
        for (var i = 0; i < n; i++)
        {
            await command.Connection!.Transaction().UseAsync(command, static async (transaction, command) =>
            {
                command.Transaction = transaction;
                await command.ExecuteNonQueryAsync();
            });
        }
    }

    /// <summary>A database answers on other threads than that of the pump.</summary>
    private static Task Wait(Task task)
    {
        task.GetAwaiter().GetResult();
        return Task.CompletedTask;
    }
}
