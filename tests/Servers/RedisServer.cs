using System.Diagnostics;
using System.Text;

namespace AsyncWith.Servers;

/// <summary>A Redis server of the tests' own, on loopback; it keeps nothing on disk.</summary>
internal sealed class RedisServer(Process process, int port)
{
    public const string NotFound = "There is no Redis server here: the PATH has no redis-server.";

    private const string Program = "redis-server";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    /// <summary>Where it listens, as clients are told it. Commands wait for five seconds, as by default.</summary>
    public string Endpoint => $"127.0.0.1:{port}";

    public static bool IsInstalled => Command.Find(Program) is not null;

    /// <summary>A running server, ended after the block.</summary>
    public static AsyncContextManager<RedisServer> Start() => AsyncContextManager.Create<RedisServer>(async (yield, cancellationToken) =>
        await TemporaryFolder.Create().UseAsync(async folder =>
        {
            var port = Loopback.FreePort();
            string[] arguments =
            [
                "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no", "--enable-debug-command", "yes",
            ];
            using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })!;
            try
            {
                await ReadyAsync(process).WaitAsync(_patience, cancellationToken);
                var rest = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // so that it never waits for a reader
                await yield.Return(new RedisServer(process, port));
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }, cancellationToken));

    /// <summary>Ends it now, without a chance to answer anybody.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>The server stands still in the block: it keeps its connections, and answers nobody.</summary>
    public IAsyncContextManager<RedisServer> Stopped() => AsyncContextManager.FromAcquireRelease(
        async _ =>
        {
            await SignalAsync("-STOP");
            return this;
        },
        async (_, _) => await SignalAsync("-CONT"));

    private static async Task ReadyAsync(Process process)
    {
        var output = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.AppendLine(line);
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
                return;
        }

        throw new InvalidOperationException($"{Program} did not start: {output}");
    }

    private Task SignalAsync(string signal) => Command.RunAsync("kill", signal, $"{process.Id}");
}
