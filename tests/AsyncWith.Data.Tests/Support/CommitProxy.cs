using System.Net;
using System.Net.Sockets;

namespace AsyncWith.Data.Tests;

/// <summary>A TCP proxy between a client and a PostgreSQL server that loses the connection around a COMMIT.</summary>
internal sealed class CommitProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private readonly bool _forwardsCommit;
    private readonly Task _accepting;
    private int _spared;
    private int _losses;

    /// <summary>Starts.</summary>
    /// <param name="server">The port of the server.</param>
    /// <param name="forwardsCommit">Whether the server gets the COMMIT, so that only its answer is lost.</param>
    /// <param name="losses">How many COMMITs are lost; those after them go through.</param>
    /// <param name="spared">How many COMMITs go through before the first that is lost.</param>
    public CommitProxy(int server, bool forwardsCommit, int losses = int.MaxValue, int spared = 0)
    {
        (_server, _forwardsCommit, _losses, _spared) = (server, forwardsCommit, losses, spared);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(connections); // stopped: the clients have gone
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, _server);
            var (up, down) = (client.GetStream(), server.GetStream());
            using var lost = new CancellationTokenSource();
            var answers = CopyAsync(down, up, lost.Token);
            var buffer = new byte[64 * 1024];
            try
            {
                for (int count; (count = await up.ReadAsync(buffer)) > 0;)
                {
                    var commits = buffer.AsSpan(0, count).IndexOf("COMMIT\0"u8) >= 0 && IsNextLost();
                    if (commits)
                    {
                        await lost.CancelAsync();
                        await answers;
                    }

                    if (!commits || _forwardsCommit)
                        await down.WriteAsync(buffer.AsMemory(0, count));
                    if (!commits)
                        continue;
                    if (_forwardsCommit)
                        await down.ReadAtLeastAsync(buffer, 1); // the answer: the server has committed
                    return;
                }
            }
            catch (IOException)
            {
                // One side has gone.
            }

            server.Close();
            await answers;
        }
    }

    private bool IsNextLost() => Interlocked.Decrement(ref _spared) < 0 && Interlocked.Decrement(ref _losses) >= 0;

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, CancellationToken cancellationToken)
    {
        try
        {
            await from.CopyToAsync(to, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has gone, or is to be lost.
        }
    }
}
