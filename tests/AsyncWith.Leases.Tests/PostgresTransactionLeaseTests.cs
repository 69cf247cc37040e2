using AsyncWith.Leases.Tests.Contract;
using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;

namespace AsyncWith.Leases.Tests;

/// <summary>The table's rows on PostgreSQL, each lease in a transaction of its own.</summary>
public sealed class PostgresTransactionLeaseTests(PostgresFixture postgres) : LeaseContract
{
    protected override bool KnowsAtTheExit => false;

    protected override IAsyncContextManager<LeaseStore> Store() =>
        postgres.LeaseStore(options => options.UseTransaction()).Select(LeaseStore (store) => store);
}
