using Xunit;

[assembly: AssemblyFixture(typeof(AsyncWith.Servers.RedisFixture))]

namespace AsyncWith.Servers;

/// <summary>The Redis server that all tests share: started for the first that needs it, ended after the last.</summary>
public sealed class RedisFixture : IAsyncDisposable
{
    private readonly AsyncExitStack _stack = new();
    private readonly Lazy<Task<RedisServer?>> _server;

    /// <summary>Starts nothing yet.</summary>
    public RedisFixture() => _server = new(async () => RedisServer.IsInstalled ? await _stack.EnterContextAsync(RedisServer.Start()) : null);

    /// <summary>The server. Skips the test where there is none.</summary>
    internal async Task<RedisServer> ServerAsync()
    {
        var server = await _server.Value;
        Assert.SkipWhen(server is null, RedisServer.NotFound);
        return server!;
    }

    /// <summary>A server for the test alone, which may stop it. Skips the test where there is none.</summary>
    internal static IAsyncContextManager<RedisServer> OwnServer()
    {
        Assert.SkipUnless(RedisServer.IsInstalled, RedisServer.NotFound);
        return RedisServer.Start();
    }

    /// <summary>Ends the server.</summary>
    public ValueTask DisposeAsync() => _stack.CloseAsync();
}
