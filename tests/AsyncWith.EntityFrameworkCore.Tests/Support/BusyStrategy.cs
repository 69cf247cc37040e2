using AsyncWith.Data;
using Microsoft.EntityFrameworkCore.Storage;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>The strategy that SQLite's provider does not have.</summary>
internal sealed class BusyStrategy(ExecutionStrategyDependencies dependencies, int retries, TimeSpan delay)
    : ExecutionStrategy(dependencies, retries, delay)
{
    protected override bool ShouldRetryOn(Exception exception) => TransactionFailure.IsRetryable(exception);
}
