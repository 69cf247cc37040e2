using System.Diagnostics;
using AsyncWith.Samples.Bank;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace AsyncWith.Benchmarks;

/// <summary>The transfer of the sample Bank, written with <c>await using</c> and <c>BeginTransactionAsync</c>. It does the same work.</summary>
internal sealed class BankByHand(IDbContextFactory<BankContext> contexts, Customers customers, TimeProvider time, int writers) : IDisposable
{
    private static readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _writers = new(writers);

    internal static void Map(IEndpointRouteBuilder app, string pattern) =>
        app.MapPost(pattern, (BankByHand bank, TransferRequest request, CancellationToken aborted) => bank.MakeAsync(request, aborted));

    public void Dispose() => _writers.Dispose();

    private async Task<IResult> MakeAsync(TransferRequest request, CancellationToken aborted)
    {
        await _writers.WaitAsync(aborted);
        try
        {
            await using var bank = await contexts.CreateDbContextAsync(aborted);
            await using var transaction = await bank.Database.BeginTransactionAsync(aborted);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(aborted);
            limit.CancelAfter(_timeLimit);
            using var span = Telemetry.Source.StartActivity("transfer");
            try
            {
                var result = await TransferAsync(bank, request, span, limit.Token);
                if (result is IStatusCodeHttpResult { StatusCode: >= 400 })
                {
                    await transaction.RollbackAsync(CancellationToken.None);
                    return result;
                }

                await bank.SaveChangesAsync(limit.Token);
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (Exception exception)
            {
                span?.AddException(exception).SetStatus(ActivityStatusCode.Error, exception.Message);
                await transaction.RollbackAsync(CancellationToken.None);
                if (exception is OperationCanceledException && limit.IsCancellationRequested && !aborted.IsCancellationRequested)
                    throw new TimeoutException("The transfer took too long.", exception);
                throw;
            }
        }
        finally
        {
            _writers.Release();
        }
    }

    private async Task<IResult> TransferAsync(BankContext bank, TransferRequest request, Activity? span, CancellationToken stop)
    {
        if (!customers.Has(request.From) || !customers.Has(request.To))
            return TypedResults.Problem("There is no such account.", statusCode: StatusCodes.Status404NotFound);
        span?.DisplayName = $"{customers.OwnerOf(request.From)} pays {customers.OwnerOf(request.To)} {request.Amount / 100m:0.00}";

        if (await bank.Transfers.AsNoTracking().SingleOrDefaultAsync(made => made.Id == request.Id, stop) is { } already)
            return TypedResults.Ok(already);

        var transfer = new Transfer { Id = request.Id, From = request.From, To = request.To, Amount = request.Amount, MadeAt = time.GetUtcNow() };
        return await bank.PostAsync(transfer, stop)
            ? TypedResults.Ok(transfer)
            : TypedResults.Problem($"{customers.OwnerOf(request.From)} does not have that much.", statusCode: StatusCodes.Status409Conflict);
    }
}
