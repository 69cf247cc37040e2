using System.Data.Common;
using AsyncWith.Servers;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AsyncWith.Data.Tests;

/// <summary>Tests that run on every database.</summary>
public abstract class StoreTests(PostgresFixture postgres)
{
    private static int _schemas;

    /// <summary>A new store, gone after the block.</summary>
    private protected IAsyncContextManager<Store> Open(Database database, string options = "") => AsyncContextManager.Create<Store>(async yield =>
    {
        if (database == Database.Sqlite)
            await TemporaryFolder.Create().UseAsync(async folder => await UseSqliteAsync(folder, options, yield));
        else
            await UsePostgresAsync(await postgres.ServerAsync(), options, yield);
    });

    /// <summary>Runs <paramref name="body"/> on a new store.</summary>
    private protected Task OnAsync(Database database, Func<Store, Task> body) => Open(database).UseAsync(body).AsTask();

    private static async Task UseSqliteAsync(string folder, string options, Yield<Store> yield)
    {
        var connectionString = $"Data Source={Path.Combine(folder, "store.db")};Foreign Keys=true;{options}";
        await using var source = SqliteFactory.Instance.CreateDataSource(connectionString);
        try
        {
            await YieldAsync(new Store(Database.Sqlite, connectionString, source), yield);
        }
        finally
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
        }
    }

    private static async Task UsePostgresAsync(PostgresServer server, string options, Yield<Store> yield)
    {
        var schema = $"store{Interlocked.Increment(ref _schemas)}";
        await using var owner = NpgsqlDataSource.Create(server.ConnectionString("postgres"));
        await ExecuteAsync($"CREATE SCHEMA {schema}");
        try
        {
            var connectionString = $"{server.ConnectionString("postgres")};Search Path={schema};{options}";
            await using var source = NpgsqlDataSource.Create(connectionString);
            await YieldAsync(new Store(Database.Postgres, connectionString, source), yield);
        }
        finally
        {
            await ExecuteAsync($"DROP SCHEMA {schema} CASCADE");
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = owner.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task YieldAsync(Store store, Yield<Store> yield)
    {
        await store.CreateTablesAsync();
        await yield.Return(store);
    }
}
