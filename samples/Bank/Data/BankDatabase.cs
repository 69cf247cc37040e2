using AsyncWith.EntityFrameworkCore;
using AsyncWith.Leases;
using Medallion.Threading.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AsyncWith.Samples.Bank;

/// <summary>The ways to use the database. Each is a context manager.</summary>
public sealed class BankDatabase : IDisposable
{
    private static readonly string[] _customers = ["Ada", "Alan", "Barbara", "Donald", "Edsger", "Frances", "Grace", "John"];

    private readonly SemaphoreSlim _writers;
    private readonly SemaphoreSlim _lease = new(1);
    private readonly IDbContextFactory<BankContext> _contexts;
    private readonly string? _leases;

    private BankDatabase(string connection, IDbContextFactory<BankContext> contexts)
    {
        _contexts = contexts;
        _writers = new(Writers(connection));
        if (!IsPostgres(connection))
            return;

        // The server ends the watch of a lease's connection every second, and the library begins it again: see docs/leases.md.
        var watched = new NpgsqlConnectionStringBuilder(connection) { Options = "-c statement_timeout=1000", CancellationTimeout = 10_000 };
        _leases = watched.ConnectionString;
    }

    public static bool IsPostgres(string connection) => connection.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>How many write at once: SQLite has one writer, and a PostgreSQL server a hundred connections for all its clients.</summary>
    public static int Writers(string connection) => IsPostgres(connection) ? 32 : 1;

    /// <summary>For reading.</summary>
    public IAsyncContextManager<BankContext> Open() => _contexts.Open().Named("Read");

    /// <summary>For a change: saved and committed if the block succeeds, rolled back if not.</summary>
    public IAsyncContextManager<BankContext> UnitOfWork() =>
        (from turn in _writers.Acquire().Named("Turn")
         from bank in _contexts.UnitOfWork().Named("Transaction")
         select bank).Named("Unit of work");

    /// <summary>Of all processes on a PostgreSQL database one at a time is in its block. A SQLite file has one process.</summary>
    /// <returns>A token that tells when the lease is lost.</returns>
    public IAsyncContextManager<CancellationToken> Lease(string name) => _leases is not null
        ? from lease in new PostgresDistributedLock(new PostgresAdvisoryLockKey(name, allowHashing: true), _leases).Lease().Named($"Lease {name}")
          select lease.LostToken
        : from turn in _lease.Acquire().Named($"Lease {name}")
          select CancellationToken.None;

    public void Dispose()
    {
        _writers.Dispose();
        _lease.Dispose();
    }

    /// <summary>The database, created and filled if it is new. Several processes may start at the same time.</summary>
    internal static IAsyncContextManager<BankDatabase> Opened(string connection, IServiceProvider services) =>
        AsyncContextManager.Create<BankDatabase>(async (yield, cancellationToken) =>
        {
            var log = services.GetRequiredService<ILogger<BankDatabase>>();
            using var database = new BankDatabase(connection, services.GetRequiredService<IDbContextFactory<BankContext>>());
            await database.Lease("create").UseAsync(async _ => await database.CreateAsync(cancellationToken), cancellationToken);
            try
            {
                await yield.Return(database);   // the bank is open
                log.LogInformation("The bank has closed.");
            }
            catch (Exception exception)
            {
                log.LogError("The bank had to close: {Reason}", exception.Message);
                throw;
            }
        }).Named("Database");

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        await Open().UseAsync(async bank => await bank.Database.EnsureCreatedAsync(cancellationToken), cancellationToken);
        await UnitOfWork().UseAsync(async bank =>
        {
            if (await bank.Accounts.AnyAsync(cancellationToken))
                return;
            bank.Accounts.Add(new Account { Id = Account.OfTheBank, Owner = "The bank", Opening = 10_000_00, Balance = 10_000_00 });
            foreach (var (index, owner) in _customers.Index())
                bank.Accounts.Add(new Account { Id = Account.OfTheBank + 1 + index, Owner = owner, Opening = 1_000_00, Balance = 1_000_00 });
        }, cancellationToken);
    }
}
