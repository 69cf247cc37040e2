namespace AsyncWith.Analyzers.Tests.Harness;

/// <summary>What every snippet can use.</summary>
internal static class Prelude
{
    internal const string Code = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Runtime.ExceptionServices;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using AsyncWith;

        public sealed class Connection : IAsyncDisposable, IDisposable
        {
            public bool IsOpen { get; private set; }
            public static Task<Connection> OpenAsync(CancellationToken cancellationToken = default) => Task.FromResult(new Connection());
            public static bool TryOpen(out Connection connection) { connection = new Connection(); return true; }
            public Task ConnectAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
            public Task WorkAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
            public Task<int> CountAsync(CancellationToken cancellationToken = default) => Task.FromResult(1);
            public Task CommitAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
            public Task RollbackAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
            public Task CloseAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
            public void Close() { }
            public void Dispose() { }
            public ValueTask DisposeAsync() => default;
        }

        public sealed class Pool
        {
            public Connection Rent() => new();
            public void Return(Connection connection) { }
        }

        public sealed class Session : IAsyncContextManager<Session>
        {
            public Task SendAsync(string text) => Task.CompletedTask;
            public ValueTask<Session> EnterAsync(CancellationToken cancellationToken = default) => new(this);
            public ValueTask<bool> ExitAsync(Exception? exception) => new(false);
        }

        public static class Managers
        {
            public static AsyncContextManager<Connection> Open() => AsyncContextManager.Create<Connection>(async (yield, cancellationToken) =>
            {
                await using var connection = await Connection.OpenAsync(cancellationToken);
                await yield.Return(connection);
            });
        }

        public static class Log
        {
            public static void Write(object? what) { }
        }
        """;
}
