using AsyncWith.Data.Tests;
using AsyncWith.Servers;
using Microsoft.EntityFrameworkCore;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>Tests of contexts on every database.</summary>
public abstract class ShopTests(PostgresFixture postgres) : StoreTests(postgres)
{
    /// <summary>Where a unit of work has its context from.</summary>
    public enum From
    {
        Factory,
        Context,
    }

    /// <summary>Runs a test on a new store, with a unit of work of each kind.</summary>
    private protected Task OnAsync(Database database, From from, Func<Store, IAsyncContextManager<Shop>, Task> test) =>
        OnAsync(database, async store =>
    {
        var factory = new ShopFactory(store);
        if (from == From.Factory)
        {
            await test(store, factory.UnitOfWork());
            return;
        }

        await using var shop = factory.CreateDbContext();
        await test(store, shop.UnitOfWork());
    });
}
