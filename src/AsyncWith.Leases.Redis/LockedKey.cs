using StackExchange.Redis;

namespace AsyncWith.Leases;

/// <summary>A key on Redis with the value that a lock gave it.</summary>
internal sealed class LockedKey(IDatabase database, RedisKey key, RedisValue value)
{
    public override string ToString() => key.ToString();

    /// <summary>Whether it still has that value, which is unique to one holder.</summary>
    internal async ValueTask<bool> IsUnchangedAsync() => await database.StringGetAsync(key, CommandFlags.DemandMaster).ConfigureAwait(false) == value;
}
