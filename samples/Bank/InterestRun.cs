using System.Data.Common;
using AsyncWith.Leases;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AsyncWith.Samples.Bank;

/// <summary>Pays interest, once in each period, however many processes there are.</summary>
public sealed class InterestRun(BankDatabase database, TimeProvider time, IOptions<BankOptions> options, ILogger<InterestRun> log) : BackgroundService
{
    private const int Divisor = 1000; // a tenth of a per cent

    /// <summary>Pays for this period now.</summary>
    public static async Task<Results<Ok<Interest>, ProblemHttpResult>> AnswerAsync(InterestRun run, CancellationToken stop) =>
        await run.PayAsync(stop) is { } paid
            ? TypedResults.Ok(paid)
            : TypedResults.Problem("Interest has been paid for this period.", statusCode: StatusCodes.Status409Conflict);

    /// <returns>What was paid, or <see langword="null"/> if that was done before.</returns>
    public async Scoped<Interest?> PayAsync(CancellationToken cancellationToken)
    {
        await Scope.Enter(Telemetry.Source.StartSpan("interest"), cancellationToken);
        var lost = await Scope.Enter(database.Lease("interest"), cancellationToken);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(lost, cancellationToken);
        var (bank, stop) = (await Scope.Enter(database.UnitOfWork(), both.Token), both.Token);

        var now = time.GetUtcNow();
        var period = new DateTime(now.Ticks - now.Ticks % options.Value.InterestEvery.Ticks, DateTimeKind.Utc).ToString("s") + "Z";
        if (await bank.Interest.AnyAsync(interest => interest.Period == period, stop))
            return null;

        var total = 0L;
        var accounts = bank.Accounts.AsNoTracking().Where(account => account.Id != Account.OfTheBank).OrderBy(account => account.Id);
        foreach (var account in await accounts.ToListAsync(stop))
        {
            var (id, amount) = (Guid.NewGuid(), account.Balance / Divisor);
            var payment = new Transfer { Id = id, From = Account.OfTheBank, To = account.Id, Amount = amount, MadeAt = now };
            if (payment.Amount > 0 && await bank.PostAsync(payment, stop))
                total += payment.Amount;
        }

        var paid = new Interest { Period = period, PaidBy = Environment.ProcessId, Amount = total };
        bank.Interest.Add(paid);
        return paid;
    }   // commits, and then gives the lease back

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var every = options.Value.InterestEvery.Ticks;
            await Task.Delay(TimeSpan.FromTicks(every - time.GetUtcNow().Ticks % every), time, stoppingToken);
            try
            {
                await PayAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is LeaseLostException or DbException or DbUpdateException)
            {
                log.LogWarning("No interest this time: {Reason}", exception.Message); // another process pays, or the next turn does
            }
        }
    }
}
