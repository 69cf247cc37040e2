using Medallion.Threading.Postgres;
using Npgsql;

namespace AsyncWith.Leases.Holder;

internal sealed class PostgresStore(NpgsqlDataSource database, string name) : IStore
{
    public IAsyncContextManager<Lease> Lease() =>
        new PostgresDistributedLock(new PostgresAdvisoryLockKey(name, allowHashing: true), database).Lease();

    public async Task IncrementAsync()
    {
        await using var read = database.CreateCommand("SELECT value FROM counter");
        var value = (int)(await read.ExecuteScalarAsync())!;
        await using var write = database.CreateCommand("UPDATE counter SET value = @value");
        write.Parameters.AddWithValue("value", value + 1);
        await write.ExecuteNonQueryAsync();
    }
}
