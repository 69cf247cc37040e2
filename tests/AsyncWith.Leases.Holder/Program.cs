// A process that holds a lease, for tests that stop it, kill it, or run two of it:
//   postgres|redis CONNECTION NAME hold EXPIRY-MS    writes "held", waits for a line of input, writes "completed" or "lost"
//   postgres|redis CONNECTION NAME count N           increments the counter N times, each under the lease, writes how often from time to
//                                                    time, and "increments, completed, lost" at the end
using AsyncWith;
using AsyncWith.Leases;
using AsyncWith.Leases.Holder;
using Npgsql;
using StackExchange.Redis;

var (store, connection, name, task, number) = (args[0], args[1], args[2], args[3], int.Parse(args[4]));
await (store == "postgres" ? RunOnPostgresAsync() : RunOnRedisAsync());

async Task RunOnPostgresAsync()
{
    await using var database = NpgsqlDataSource.Create(connection);
    await RunAsync(new PostgresStore(database, name));
}

async Task RunOnRedisAsync()
{
    await using var redis = await ConnectionMultiplexer.ConnectAsync(connection);
    await RunAsync(new RedisStore(redis.GetDatabase(), name, TimeSpan.FromMilliseconds(task == "hold" ? number : 30_000)));
}

Task RunAsync(IStore store) => task == "hold" ? HoldAsync(store) : CountAsync(store);

async Task HoldAsync(IStore store)
{
    try
    {
        await store.Lease().UseAsync(async lease =>
        {
            Console.WriteLine("held");
            Console.ReadLine();
        });
        Console.WriteLine("completed");
    }
    catch (LeaseLostException)
    {
        Console.WriteLine("lost");
    }
}

async Task CountAsync(IStore store)
{
    var (increments, completed, lost) = (0, 0, 0);
    while (completed < number)
    {
        try
        {
            await store.Lease().UseAsync(async lease =>
            {
                await store.IncrementAsync();
                increments++;
            });
            if (++completed % 50 == 0)
                Console.WriteLine(completed); // it is alive
        }
        catch (LeaseLostException)
        {
            lost++;
        }
    }

    Console.WriteLine($"{increments}, {completed}, {lost}");
}
