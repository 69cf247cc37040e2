using System.Data.Common;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>
/// A database for one test, with two tables: <c>items (id, name)</c>, and <c>parts (id, item)</c>, whose item is looked for at the commit.
/// </summary>
internal sealed class Store(Database database, string connectionString, DbDataSource source)
{
    private const string Tables = """
        CREATE TABLE items (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE parts (id BIGINT PRIMARY KEY, item BIGINT NOT NULL REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED);
        """;

    public Database Database => database;

    public string ConnectionString => connectionString;

    public DbDataSource Source => source;

    /// <summary>SQL that takes the database far longer than any test.</summary>
    public string Endless => database == Database.Postgres
        ? "SELECT pg_sleep(600)"
        : "SELECT COUNT(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)";

    public static string Insert(int id, string? name = null) => $"INSERT INTO items (id, name) VALUES ({id}, '{name ?? $"item {id}"}')";

    public Task CreateTablesAsync() => ExecuteAsync(Tables);

    /// <summary>Asserts that these items are committed, and no others.</summary>
    public async Task HoldsAsync(params long[] expected)
    {
        await using var command = source.CreateCommand("SELECT id FROM items ORDER BY id");
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<long>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetInt64(0));
        Assert.Equal(expected, ids);
    }

    /// <summary>On a connection of its own, outside any transaction.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Has the server end a connection, and waits until it has.</summary>
    public async Task TerminateAsync(DbConnection connection) =>
        await ExecuteAsync($"SELECT pg_terminate_backend({await connection.ScalarAsync("SELECT pg_backend_pid()")}, 60000)");

    public async Task<long> CountAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }
}
