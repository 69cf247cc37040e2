using Npgsql;

namespace AsyncWith.Servers;

/// <summary>A PostgreSQL server of the tests' own, on loopback.</summary>
internal sealed class PostgresServer(int port, Func<Task> stop)
{
    private int _databases;

    /// <summary>A running server with its data in a temporary folder; both are gone after the block.</summary>
    public static AsyncContextManager<PostgresServer> Start(string binaries) =>
        AsyncContextManager.Create<PostgresServer>(async (yield, cancellationToken) =>
            await TemporaryFolder.Create().UseAsync(async folder =>
            {
                if (Environment.IsPrivilegedProcess)
                    await Command.RunAsync("chown", "postgres", folder); // a server does not run as root
                var data = Path.Combine(folder, "data");
                var port = Loopback.FreePort();
                var stopped = false;

                await RunAsync(
                    "initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync");
                await RunAsync(
                    "pg_ctl", "start", "--wait", "--pgdata", data, "--log", Path.Combine(folder, "log"),
                    "--options", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off");
                try
                {
                    await yield.Return(new PostgresServer(port, StopAsync));
                }
                finally
                {
                    await StopAsync();
                }

                async Task StopAsync()
                {
                    if (!Interlocked.Exchange(ref stopped, true))
                        await RunAsync("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", data);
                }

                Task RunAsync(string program, params string[] arguments)
                {
                    string[] command = [Path.Combine(binaries, program), .. arguments];
                    return Environment.IsPrivilegedProcess
                        ? Command.RunAsync("runuser", ["-u", "postgres", "--", .. command])
                        : Command.RunAsync(command[0], command[1..]);
                }
            }, cancellationToken));

    /// <summary>Stops it before the block ends, as a crash would.</summary>
    public Task StopAsync() => stop();

    /// <summary>An empty database, dropped after the block.</summary>
    public AsyncContextManager<string> Database() => AsyncContextManager.Create<string>(async (yield, cancellationToken) =>
    {
        await using var server = NpgsqlDataSource.Create(ConnectionString("postgres"));
        var name = $"bank{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken);
        try
        {
            await yield.Return(ConnectionString(name));
        }
        finally
        {
            await ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)", CancellationToken.None);
        }

        async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
        {
            await using var command = server.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    });

    /// <summary>Connects as its owner, and waits long, since the machine may be busy.</summary>
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={port};Username=postgres;Database={database};Timeout=300;Command Timeout=300";
}
