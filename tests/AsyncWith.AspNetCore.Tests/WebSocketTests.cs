using System.Net.WebSockets;
using System.Text;
using AsyncWith.AspNetCore.Tests.Support;
using Xunit;

namespace AsyncWith.AspNetCore.Tests;

[Trait("Case", "WebSockets")]
public sealed class WebSocketTests
{
    private readonly Journal _journal = new();

    [Fact]
    public async Task The_exit_comes_after_the_loop_of_the_socket()
    {
        await using var app = await RunningApp.StartAsync(Server.Kestrel, _journal, app =>
        {
            app.UseWebSockets();
            app.MapGet("/", async (InContext<Transaction> transaction, HttpContext http) =>
            {
                using var socket = await http.WebSockets.AcceptWebSocketAsync();
                var buffer = new byte[100];
                while (await socket.ReceiveAsync(buffer.AsMemory(), http.RequestAborted) is { MessageType: not WebSocketMessageType.Close } received)
                {
                    _journal.Add(Encoding.UTF8.GetString(buffer.AsSpan(0, received.Count)));
                    await socket.SendAsync(
                        Encoding.UTF8.GetBytes(transaction.Resource.Name), WebSocketMessageType.Text, endOfMessage: true, http.RequestAborted);
                }

                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, http.RequestAborted);
            });
        });

        using var client = new ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(app.App.Urls.Single()) { Scheme = "ws" }.Uri, CancellationToken.None).WaitAsync(RunningApp.Hang);
        foreach (var message in (string[])["one", "two"])
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await client.ReceiveAsync(new byte[100], CancellationToken.None).WaitAsync(RunningApp.Hang);
        }

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(RunningApp.Hang);
        await _journal.Exited.Task.WaitAsync(RunningApp.Hang);

        Assert.Equal(["enter transaction", "headers", "one", "two", "exit transaction"], _journal.Entries);
        Assert.Equal([null], _journal.Exits);
    }

    [Fact]
    public async Task A_client_that_is_gone_ends_the_loop_and_the_exit_sees_it()
    {
        await using var app = await RunningApp.StartAsync(Server.Kestrel, _journal, app =>
        {
            app.UseWebSockets();
            app.MapGet("/", async (InContext<Transaction> transaction, HttpContext http) =>
            {
                using var socket = await http.WebSockets.AcceptWebSocketAsync();
                await socket.ReceiveAsync(new byte[1].AsMemory(), http.RequestAborted);
            });
        });

        using var client = new ClientWebSocket();
        await client.ConnectAsync(new UriBuilder(app.App.Urls.Single()) { Scheme = "ws" }.Uri, CancellationToken.None).WaitAsync(RunningApp.Hang);
        client.Abort();
        await _journal.Exited.Task.WaitAsync(RunningApp.Hang);

        Assert.NotNull(Assert.Single(_journal.Exits));
    }
}
