using AsyncWith.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncWith.Benchmarks;

/// <summary>Requests to endpoints of ASP.NET Core: through Kestrel on loopback, and without a server, which is a scope, binding, the handler, and
/// its result written to nowhere.</summary>
internal static class Requests
{
    private static readonly Lazy<WebApplication> _app = new(Build);

    // Once: asked for its endpoints, an application makes them, which takes milliseconds.
    private static readonly Lazy<Dictionary<string, RequestDelegate>> _handlers = new(() =>
        ((IEndpointRouteBuilder)_app.Value).DataSources.SelectMany(source => source.Endpoints)
            .ToDictionary(endpoint => endpoint.DisplayName!, endpoint => endpoint.RequestDelegate!));

    private static readonly Lazy<HttpClient> _client = new(() =>
    {
        _app.Value.Urls.Add("http://127.0.0.1:0");
        _app.Value.Start();
        return new HttpClient { BaseAddress = new Uri(_app.Value.Urls.Single()) };
    });

    private static int _sink;

    internal static IReadOnlyList<Case> Cases { get; } =
    [
        Against("request, handler within a context", 1.25, 1.1, "within"),
        Against("request, handler with a context parameter", 1.5, 1.2, "parameter"),
        Against("endpoint alone, handler within a context", 1.25, 1.1, "within"),
        Against("endpoint alone, handler with a context parameter", 1.5, 1.2, "parameter"),
        Against("endpoint alone, a filter that does nothing", double.NaN, double.NaN, "filtered"),
    ];

    private static Case Against(string name, double atMost, double aim, string handler)
    {
        const string Baseline = "await using and commit in the handler";
        return name.StartsWith("request", StringComparison.Ordinal)
            ? new("requests", name, Baseline, atMost, aim, null, n => SendAsync(n, "by-hand"), n => SendAsync(n, handler), IsOnOneThread: false)
            : new("requests", name, Baseline, atMost, aim, null, n => Loop(n, "by-hand"), n => Loop(n, handler));
    }

    private static async Task SendAsync(int n, string name)
    {
        var path = new Uri(name, UriKind.Relative);
        for (var i = 0; i < n; i++)
            _sink += (await _client.Value.GetStringAsync(path)).Length;
    }

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
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Database>();
        builder.Services.AddRequestContext(http => http.RequestServices.GetRequiredService<Database>().Transaction());
        var app = builder.Build();
        app.MapGet("/by-hand", ByHandAsync).WithDisplayName("by-hand");
        app.MapGet("/filtered", ByHandAsync).WithDisplayName("filtered").AddEndpointFilter((invocation, next) => next(invocation));
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

    private static async Task<string> ByHandAsync(Database database, CancellationToken cancellationToken)
    {
        await using var transaction = await database.BeginAsync(cancellationToken);
        _sink += transaction.Id;
        await transaction.CommitAsync();
        return "done";
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
