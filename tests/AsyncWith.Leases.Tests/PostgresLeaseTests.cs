using AsyncWith.Leases.Tests.Contract;
using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;

namespace AsyncWith.Leases.Tests;

/// <summary>The table's rows on PostgreSQL: a connection may carry several leases, as by default.</summary>
public sealed class PostgresLeaseTests(PostgresFixture postgres) : LeaseContract
{
    protected override IAsyncContextManager<LeaseStore> Store() => postgres.LeaseStore().Select(LeaseStore (store) => store);
}
