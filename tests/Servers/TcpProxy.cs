using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AsyncWith.Servers;

/// <summary>Stands between clients and a server, and can keep back what the one or the other says.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly int _serverPort;
    private readonly Task _accepting;
    private readonly TaskCompletionSource _keepsBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _text;

    public TcpProxy(int serverPort)
    {
        _serverPort = serverPort;
        _open.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on the clients hear nothing, not even that a connection has ended, until one of them says something.</summary>
    public void KeepBackUntilAClientSpeaks() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What a client says next once it has said the text is kept back, until another client has come and gone.</summary>
    /// <returns>Ends when something is kept back.</returns>
    public Task KeepBackWhatFollows(string text)
    {
        _text = text;
        return _keepsBack.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _open.TrySetResult();
        _listener.Stop();
        await _accepting;
        foreach (var client in _clients)
            client.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var pumps = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                var server = new TcpClient();
                _clients.Add(client);
                _clients.Add(server);
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _end.Token);
                pumps.Add(PumpFromClientAsync(client, server));
                pumps.Add(PumpAsync(server, client, _ => _open.Task));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(pumps);
        }
    }

    private async Task PumpFromClientAsync(TcpClient client, TcpClient server)
    {
        var keepsBack = false;
        await PumpAsync(client, server, async said =>
        {
            _open.TrySetResult();
            if (keepsBack)
            {
                _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _keepsBack.TrySetResult();
                await _gone.Task.WaitAsync(_end.Token);
            }

            keepsBack = !keepsBack && _text is { } text && Encoding.ASCII.GetString(said.Span).Contains(text, StringComparison.Ordinal);
        });
        _gone.TrySetResult();
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlyMemory<byte>, Task> before)
    {
        var buffer = new byte[1 << 16];
        try
        {
            for (var read = -1; read != 0;)
            {
                read = await from.GetStream().ReadAsync(buffer, _end.Token);
                await before(buffer.AsMemory(0, read));
                if (read > 0)
                    await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
            }

            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or IOException or SocketException
            or InvalidOperationException)
        {
            to.Close(); // one side has broken off, so does the other
        }
    }
}
