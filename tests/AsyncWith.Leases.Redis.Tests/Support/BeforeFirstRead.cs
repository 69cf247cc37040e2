using System.Reflection;
using StackExchange.Redis;

namespace AsyncWith.Leases.Redis.Tests.Support;

/// <summary>A database that does something before the first value is read from it.</summary>
public class BeforeFirstRead : DispatchProxy
{
    private IDatabase _database = null!;
    private Func<Task>? _action;

    public static IDatabase Of(IDatabase database, Func<Task> action)
    {
        var proxy = Create<IDatabase, BeforeFirstRead>();
        ((BeforeFirstRead)proxy)._database = database;
        ((BeforeFirstRead)proxy)._action = action;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IDatabaseAsync.StringGetAsync) && Interlocked.Exchange(ref _action, null) is { } action
            ? ReadAsync(action, (RedisKey)args![0]!)
            : targetMethod.Invoke(_database, args);

    private async Task<RedisValue> ReadAsync(Func<Task> action, RedisKey key)
    {
        await action();
        return await _database.StringGetAsync(key);
    }
}
