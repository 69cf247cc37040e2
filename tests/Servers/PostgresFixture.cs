using Xunit;

[assembly: AssemblyFixture(typeof(AsyncWith.Servers.PostgresFixture))]

namespace AsyncWith.Servers;

/// <summary>The server that all tests share: started for the first that needs it, stopped after the last.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly AsyncExitStack _stack = new();
    private readonly Lazy<Task<PostgresServer?>> _server;

    /// <summary>Starts nothing yet.</summary>
    public PostgresFixture() => _server = new(async () =>
        await PostgresBinaries.FindAsync() is { } binaries ? await _stack.EnterContextAsync(PostgresServer.Start(binaries)) : null);

    /// <summary>The server. Skips the test where there is none.</summary>
    internal async Task<PostgresServer> ServerAsync()
    {
        var server = await _server.Value;
        Assert.SkipWhen(server is null, PostgresBinaries.NotFound);
        return server!;
    }

    /// <summary>Stops the server.</summary>
    public ValueTask DisposeAsync() => _stack.CloseAsync();
}
