using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AsyncWith.Samples.Bank;

/// <summary>The bank is well while it has as much money as on its first day: transfers move money, and make none.</summary>
public sealed class BooksCheck(BankDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = await database.Open().UseAsync(
            async bank => await bank.Accounts.SumAsync(account => account.Opening - account.Balance, cancellationToken), cancellationToken);
        return missing == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"{missing} cents are missing.");
    }
}
