global using AsyncWith.Testing;
global using AsyncWith.Xunit;
global using Xunit;

// What the snippets about tests are about: a pool of connections, and a server that answers.
public sealed class Connection : IDisposable
{
    public Task SendAsync(string message) => Task.CompletedTask;

    public void Dispose()
    {
    }
}

public sealed class Pool
{
    public int Rented { get; private set; }

    public ValueTask<Connection> RentAsync(CancellationToken cancellationToken)
    {
        Rented++;
        return new(new Connection());
    }

    public void Return(Connection connection) => Rented--;
}

public sealed class Server
{
    public Uri Address { get; } = new("http://localhost");

    public static IAsyncContextManager<Server> Start() => AsyncContextManager.FromValue(new Server());
}

public interface IStore
{
    IAsyncContextManager<int> Transaction();
}

public static class Renting
{
    public static IAsyncContextManager<Connection> Rent(this Pool pool) =>
        AsyncContextManager.FromAcquireRelease(pool.RentAsync, (connection, _) =>
        {
            pool.Return(connection);
            return default;
        });
}
