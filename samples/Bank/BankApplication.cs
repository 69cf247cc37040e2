using AsyncWith.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AsyncWith.Samples.Bank;

/// <summary>What the bank is made of.</summary>
public static class BankApplication
{
    /// <summary>Its services.</summary>
    public static void AddBank(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.Configure<BankOptions>(builder.Configuration.GetSection("Bank"));
        services.AddSingleton(TimeProvider.System);
        services.AddValidation();

        var connection = builder.Configuration.GetConnectionString("Bank") is { Length: > 0 } text
            ? text
            : $"Data Source={Path.Combine(AppContext.BaseDirectory, "bank.db")}";
        services.AddDbContextFactory<BankContext>(options =>
            _ = BankDatabase.IsPostgres(connection) ? options.UseNpgsql(connection) : options.UseSqlite(connection));

        // Entered in this order before the server listens, exited in the reverse order after it has stopped.
        services.AddLifespan(provider => BankDatabase.Opened(connection, provider));
        services.AddLifespan(provider => Customers.Loaded(provider.GetRequiredService<BankDatabase>()));

        // Entered for a handler that asks for them, exited before its response starts.
        services.AddRequestContext(http => http.RequestServices.GetRequiredService<BankDatabase>().UnitOfWork());
        services.AddRequestContext(http =>
            Deadline.After(http.RequestServices.GetRequiredService<IOptions<BankOptions>>().Value.TimeLimit).Named("Deadline"));

        services.AddSingleton<InterestRun>();
        services.AddHostedService(provider => provider.GetRequiredService<InterestRun>());
    }

    /// <summary>Its endpoints.</summary>
    public static void MapBank(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        api.MapPost("/transfers", TransferEndpoints.MakeAsync);
        api.MapGet("/transfers", TransferEndpoints.ListAsync);
        api.MapGet("/accounts", async (BankDatabase database, CancellationToken stop) => await database.Open().UseAsync(
            async bank => await bank.Accounts.AsNoTracking().OrderBy(account => account.Id).ToListAsync(stop), stop));
        api.MapGet("/statement", Statement.ReadAsync);
        api.MapPost("/interest", InterestRun.AnswerAsync);
    }
}
