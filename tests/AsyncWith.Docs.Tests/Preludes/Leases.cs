global using AsyncWith.Leases;
global using Medallion.Threading.Postgres;
global using Medallion.Threading.Redis;
global using Npgsql;
global using StackExchange.Redis;
global using static GivenLeases;

// What the snippets about leases have: stores, and something to do once.
public static class GivenLeases
{
    public static string connectionString => "";

    public static PostgresDistributedLock orders => new(new PostgresAdvisoryLockKey("orders"), connectionString);

    public static NpgsqlDataSource dataSource => NpgsqlDataSource.Create(connectionString);

    public static IDatabase database => null!;

    public static CancellationToken cancellationToken => default;

    public static Task ShipAllAsync(CancellationToken cancellationToken) => Task.Delay(1, cancellationToken);
}
