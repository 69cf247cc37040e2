using AsyncWith.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncWith.Benchmarks;

/// <summary>Requests to endpoints of ASP.NET Core, without a server: a scope, binding, the handler, and its result written to nowhere.</summary>
internal static class Requests
{
    private static readonly Lazy<WebApplication> _app = new(Build);

    // Once: asked for its endpoints, an application makes them, which takes milliseconds.
    private static readonly Lazy<Dictionary<string, RequestDelegate>> _handlers = new(() =>
        ((IEndpointRouteBuilder)_app.Value).DataSources.SelectMany(source => source.Endpoints)
            .ToDictionary(endpoint => endpoint.DisplayName!, endpoint => endpoint.RequestDelegate!));

    private static int _sink;

    internal static IReadOnlyList<Case> Cases { get; } =
    [
        Against("request, handler within a context", 1.25, 1.1, "within"),
        Against("request, handler with a context parameter", 1.5, 1.2, "parameter"),
    ];

    private static Case Against(string name, double atMost, double aim, string handler) =>
        new("requests", name, "await using and commit in the handler", atMost, aim, null, n => Loop(n, "by hand"), n => Loop(n, handler));

    private static async Task Loop(int n, string name)
    {
        var app = _app.Value;
        var handler = _handlers.Value[name];
        for (var i = 0; i < n; i++)
        {
            await using var scope = app.Services.CreateAsyncScope();
            await handler(new DefaultHttpContext { RequestServices = scope.ServiceProvider });
        }
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<Database>();
        builder.Services.AddRequestContext(http => http.RequestServices.GetRequiredService<Database>().Transaction());
        var app = builder.Build();
        app.MapGet("/by-hand", async (Database database, CancellationToken cancellationToken) =>
        {
            await using var transaction = await database.BeginAsync(cancellationToken);
            _sink += transaction.Id;
            await transaction.CommitAsync();
            return "done";
        }).WithDisplayName("by hand");
        app.MapGet("/within", () =>
        {
            _sink++;
            return "done";
        }).WithDisplayName("within").Within<Transaction>();
        app.MapGet("/parameter", (InContext<Transaction> transaction) =>
        {
            _sink += transaction.Resource.Id;
            return "done";
        }).WithDisplayName("parameter");
        return app;
    }

    private sealed class Database
    {
        internal ValueTask<Transaction> BeginAsync(CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<Transaction>(cancellationToken) : new(new Transaction());

        internal IAsyncContextManager<Transaction> Transaction() => new TransactionManager(this);
    }

    private sealed class Transaction : IAsyncDisposable
    {
        internal int Id { get; } = 1;

        public ValueTask DisposeAsync() => default;

        internal ValueTask CommitAsync() => default;
    }

    private sealed class TransactionManager(Database database) : IAsyncContextManager<Transaction>
    {
        private Transaction? _transaction;

        public async ValueTask<Transaction> EnterAsync(CancellationToken cancellationToken = default) =>
            _transaction = await database.BeginAsync(cancellationToken);

        public async ValueTask<bool> ExitAsync(Exception? exception)
        {
            await using (_transaction!)
            {
                if (exception is null)
                    await _transaction!.CommitAsync();
            }

            return false;
        }
    }
}
