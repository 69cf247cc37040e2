using AsyncWith.Servers;
using Npgsql;

namespace AsyncWith.Ledger.Tests;

internal static class PostgresBanks
{
    // Of this database alone: other tests block each other on the same server.
    private const string Blocked = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    /// <summary>A bank with an empty database of the server; both are gone after the block.</summary>
    public static AsyncContextManager<Bank> EmptyBank(this PostgresFixture postgres) => AsyncContextManager.Create<Bank>(async yield =>
    {
        var server = await postgres.ServerAsync();
        await TemporaryFolder.Create().UseAsync(async folder =>
            await server.Database().UseAsync(async connectionString =>
            {
                await using var database = NpgsqlDataSource.Create(connectionString + ";Command Timeout=300"); // some commands wait for the ledger
                await yield.Return(new Bank(folder, connectionString, database));
            }));
    });

    /// <summary>The server itself waits until a ledger waits for a lock.</summary>
    public static Task WaitUntilBlockedAsync(this Bank bank) => bank.ExecuteAsync($"""
        DO $$ BEGIN
            WHILE NOT EXISTS (SELECT {Blocked}) LOOP
                PERFORM pg_sleep(0.01);
                PERFORM pg_stat_clear_snapshot();
            END LOOP;
        END $$
        """);

    /// <summary>Ends the connections that wait for a lock.</summary>
    public static Task TerminateBlockedAsync(this Bank bank) => bank.ExecuteAsync($"SELECT pg_terminate_backend(pid, 60000) {Blocked}");
}
