global using System.Data;
global using System.Data.Common;
global using AsyncWith.Data;
global using AsyncWith.EntityFrameworkCore;
global using Microsoft.EntityFrameworkCore;
global using Polly;
global using Polly.Retry;
global using static GivenDatabase;

// What the snippets about transactions use: a database, and a context with items and orders.
public sealed class Item
{
    public int Id { get; set; }

    public int Stock { get; set; }
}

public sealed class Order
{
    public Guid Id { get; set; }
}

public sealed class Shop : DbContext
{
    public DbSet<Item> Items => Set<Item>();

    public DbSet<Order> Orders => Set<Order>();
}

public static class GivenDatabase
{
    public static readonly DbDataSource source = null!;
    public static readonly IDbContextFactory<Shop> factory = null!;
    public static readonly CancellationToken cancellationToken;

    public static Task InsertOrderAsync(DataTransaction<DbConnection> transaction, Guid id = default) => Task.CompletedTask;

    public static Task InsertCustomerAsync(DataTransaction<DbConnection> transaction) => Task.CompletedTask;

    public static Task SendMailAsync(string text) => Task.CompletedTask;

    public static bool ExistsOrder(Guid id) => false;
}
