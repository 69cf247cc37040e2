using AsyncWith.Leases.Tests.Contract;
using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;

namespace AsyncWith.Leases.Tests;

/// <summary>The table's rows on PostgreSQL, each lease with a connection of its own.</summary>
public sealed class PostgresConnectionLeaseTests(PostgresFixture postgres) : LeaseContract
{
    protected override IAsyncContextManager<LeaseStore> Store() =>
        postgres.LeaseStore(options => options.UseMultiplexing(false)).Select(LeaseStore (store) => store);
}
