using AsyncWith.Servers;
using Medallion.Threading.Postgres;
using Npgsql;

namespace AsyncWith.Leases.Tests.Support;

internal static class PostgresStores
{
    /// <summary>What docs/leases.md says to add to a connection string: the server ends a watch after a second, and it begins again.</summary>
    public const string EndsWatches = ";Cancellation Timeout=10000;Options=-c statement_timeout=1000";

    /// <summary>An empty database of the server, dropped after the block.</summary>
    public static IAsyncContextManager<PostgresLeaseStore> LeaseStore(
        this PostgresFixture postgres, Action<PostgresConnectionOptionsBuilder>? options = null) =>
        AsyncContextManager.Create<PostgresLeaseStore>(async yield =>
        {
            var server = await postgres.ServerAsync();
            await server.Database().UseAsync(async connectionString =>
            {
                await using var database = NpgsqlDataSource.Create(connectionString);
                await yield.Return(new PostgresLeaseStore(connectionString + EndsWatches, database, options));
            });
        });
}
