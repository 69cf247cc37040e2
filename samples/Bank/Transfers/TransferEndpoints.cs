using System.Diagnostics;
using AsyncWith.AspNetCore;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Answer = Microsoft.AspNetCore.Http.HttpResults.Results<Microsoft.AspNetCore.Http.HttpResults.Ok<AsyncWith.Samples.Bank.Transfer>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace AsyncWith.Samples.Bank;

/// <summary>Transfers: make one, see the latest.</summary>
public static class TransferEndpoints
{
    /// <summary>Commits before it answers 200. Any other answer has changed nothing.</summary>
    public static async Task<Answer> MakeAsync(
        TransferRequest request, Customers customers, TimeProvider time, InContext<BankContext> unitOfWork, InContext<Deadline> deadline)
    {
        var (bank, stop) = (unitOfWork.Resource, deadline.Resource.Token);
        return await Telemetry.Source.StartSpan("transfer").UseAsync<Activity?, Answer>(async span =>
        {
            if (!customers.Has(request.From) || !customers.Has(request.To))
                return Problem(StatusCodes.Status404NotFound, "There is no such account.");
            span?.DisplayName = $"{customers.OwnerOf(request.From)} pays {customers.OwnerOf(request.To)} {request.Amount / 100m:0.00}";

            if (await bank.Transfers.AsNoTracking().SingleOrDefaultAsync(made => made.Id == request.Id, stop) is { } already)
                return TypedResults.Ok(already);

            var transfer = new Transfer { Id = request.Id, From = request.From, To = request.To, Amount = request.Amount, MadeAt = time.GetUtcNow() };
            if (!await bank.PostAsync(transfer, stop))
                return Problem(StatusCodes.Status409Conflict, $"{customers.OwnerOf(request.From)} does not have that much.");

            await InjectAsync(request.Fault, bank, stop);
            return TypedResults.Ok(transfer);
        }, stop);
    }   // the deadline ends, the unit of work is saved and committed, and then the client is answered

    /// <summary>The latest, the last one first.</summary>
    public static async Task<List<Transfer>> ListAsync(BankDatabase database, CancellationToken stop, int take = 12) =>
        await database.Open().UseAsync(
            async bank => await bank.Transfers.AsNoTracking().OrderByDescending(made => made.Number).Take(take).ToListAsync(stop), stop);

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    private static Task InjectAsync(Fault fault, BankContext bank, CancellationToken stop)
    {
        switch (fault)
        {
            case Fault.Crash:
                throw new InjectedFaultException();
            case Fault.Slow:
                return Task.Delay(Timeout.Infinite, stop);
            case Fault.Refused:
                bank.Transfers.Add(new Transfer { Id = Guid.NewGuid() }); // of nothing to nobody: the table has a constraint against it
                break;
        }

        return Task.CompletedTask;
    }
}
