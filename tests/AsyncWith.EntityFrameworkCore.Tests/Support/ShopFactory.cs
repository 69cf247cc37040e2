using AsyncWith.Data.Tests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>Makes contexts on a store, and counts them.</summary>
internal sealed class ShopFactory : IDbContextFactory<Shop>
{
    private readonly DbContextOptions<Shop> _options;
    private int _made;

    /// <param name="store">The store.</param>
    /// <param name="retries">How often the execution strategy retries.</param>
    /// <param name="connectionString">Leads to the store in another way than its own.</param>
    /// <param name="interceptors">See what the contexts do.</param>
    public ShopFactory(Store store, int retries = 0, string? connectionString = null, params IInterceptor[] interceptors)
    {
        var delay = TimeSpan.FromMilliseconds(5);
        var builder = new DbContextOptionsBuilder<Shop>().AddInterceptors(interceptors);
        if (store.Database == Database.Sqlite)
            builder.UseSqlite(connectionString ?? store.ConnectionString, ConfigureSqlite);
        else if (connectionString is not null)
            builder.UseNpgsql(connectionString, ConfigureNpgsql);
        else
            builder.UseNpgsql(store.Source, ConfigureNpgsql); // whose connections are closed with the store
        _options = builder.Options;

        void ConfigureSqlite(SqliteDbContextOptionsBuilder options)
        {
            if (retries > 0)
                options.ExecutionStrategy(dependencies => new BusyStrategy(dependencies, retries, delay));
        }

        void ConfigureNpgsql(NpgsqlDbContextOptionsBuilder options)
        {
            if (retries > 0)
                options.EnableRetryOnFailure(retries, delay, errorCodesToAdd: null);
        }
    }

    /// <summary>How many contexts were made.</summary>
    public int Made => _made;

    public Shop CreateDbContext()
    {
        Interlocked.Increment(ref _made);
        return new Shop(_options);
    }
}
