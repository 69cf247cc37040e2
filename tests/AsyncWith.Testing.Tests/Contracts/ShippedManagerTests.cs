using AsyncWith.Data;
using AsyncWith.EntityFrameworkCore;
using AsyncWith.Leases;
using AsyncWith.Testing.Tests.Faults;
using Medallion.Threading.Redis;
using Xunit;

namespace AsyncWith.Testing.Tests.Contracts;

/// <summary>The managers of the packages whose own tests have no contract pass the check.</summary>
public sealed class ShippedManagerTests
{
    [Fact]
    public void A_connection() => AssertKeepsTheContract(fakes => new FakeDataSource(fakes).Connect());

    [Fact]
    public void A_transaction_on_a_connection() => AssertKeepsTheContract(fakes =>
        from connection in new FakeDataSource(fakes).Connect()
        from transaction in connection.Transaction()
        select transaction);

    [Fact]
    public void A_savepoint() => AssertKeepsTheContract(fakes =>
        from connection in new FakeDataSource(fakes).Connect()
        from transaction in connection.Transaction()
        from savepoint in transaction.Savepoint()
        select savepoint);

    [Fact]
    public void A_context() => AssertKeepsTheContract(fakes => new FakeContextFactory(fakes).Open());

    [Fact]
    public void A_unit_of_work() => AssertKeepsTheContract(fakes => new FakeContextFactory(fakes).UnitOfWork());

    [Fact]
    public void A_unit_of_work_on_a_context() => AssertKeepsTheContract(fakes =>
        from context in new FakeContextFactory(fakes).Open()
        from work in context.UnitOfWork()
        select work);

    [Fact]
    public void A_transaction_of_a_context() => AssertKeepsTheContract(fakes =>
        from context in new FakeContextFactory(fakes).Open()
        from transaction in context.Transaction()
        select transaction);

    [Fact]
    public void A_savepoint_of_a_context() => AssertKeepsTheContract(fakes =>
        from context in new FakeContextFactory(fakes).UnitOfWork()
        from savepoint in context.Savepoint()
        select savepoint);

    [Fact]
    public void A_lease_on_Redis() => AssertKeepsTheContract(fakes =>
    {
        var database = FakeRedis.Create(fakes);
        return new RedisDistributedLock("a", database).Lease(database);
    });

    [Fact]
    public void A_lease_on_Redis_that_others_want()
    {
        var fakes = new Fakes(plan: null, blockFails: false);
        var database = FakeRedis.Create(fakes);
        AssertKeepsTheContract(fakes, () => new RedisDistributedLock("a", database).Lease(database));
    }

    private static void AssertKeepsTheContract<T>(Func<Fakes, IAsyncContextManager<T>> manager)
    {
        var fakes = new Fakes(plan: null, blockFails: false);
        AssertKeepsTheContract(fakes, () => manager(fakes));
    }

    private static void AssertKeepsTheContract<T>(Fakes fakes, Func<IAsyncContextManager<T>> manager) =>
        Assert.Empty(ManagerContract.Check(manager, new ContractOptions { OpenCount = () => fakes.Handles.Open, Hangs = TimeSpan.FromMinutes(2) }));
}
