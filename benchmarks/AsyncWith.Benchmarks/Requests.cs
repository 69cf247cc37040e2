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
    private static int _sink;

    internal static IReadOnlyList<Case> Cases { get; } =
    [
        new("requests", "request, handler within a context", "await using and commit in the handler", 1.25, 1.1, null, n => Loop(n, "by hand"), n => Loop(n, "within")),
        new("requests", "request, handler with a context parameter", "await using and commit in the handler", 1.5, 1.2, null, n => Loop(n, "by hand"), n => Loop(n, "parameter")),
    ];

    private static async Task Loop(int n, string name)
    {
        var app = _app.Value;
        var handler = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Single(endpoint => endpoint.DisplayName == name).RequestDelegate!;
        for (var i = 0; i < n; i++)
        {
            await using var scope = app.Services.CreateAsyncScope();
            await handler(new DefaultHttpContext { RequestServices = scope.ServiceProvider });
        }
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRequestContext(_ => new TransactionManager());
        var app = builder.Build();
        app.MapGet("/by-hand", async () =>
        {
            await using var transaction = new Transaction();
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

    private sealed class Transaction : IAsyncDisposable
    {
        internal int Id { get; } = 1;

        public ValueTask DisposeAsync() => default;

        internal ValueTask CommitAsync() => default;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The exit disposes of it.")]
    private sealed class TransactionManager : IAsyncContextManager<Transaction>
    {
        private Transaction? _transaction;

        public ValueTask<Transaction> EnterAsync(CancellationToken cancellationToken = default) => new(_transaction = new Transaction());

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
