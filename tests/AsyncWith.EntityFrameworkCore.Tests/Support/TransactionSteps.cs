using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AsyncWith.EntityFrameworkCore.Tests;

/// <summary>An interceptor that notes what is done with transactions, and fails where it is told to.</summary>
internal sealed class TransactionSteps(Func<string, Exception?>? fault = null) : DbTransactionInterceptor
{
    private readonly List<string> _steps = [];

    public IReadOnlyList<string> Steps => _steps;

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("commit", result);

    public override ValueTask<InterceptionResult> TransactionRollingBackAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("roll back", result);

    public override ValueTask<InterceptionResult> CreatingSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("save", result);

    public override ValueTask<InterceptionResult> ReleasingSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("release", result);

    public override ValueTask<InterceptionResult> RollingBackToSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("roll back to", result);

    private async ValueTask<InterceptionResult> StepAsync(string name, InterceptionResult result)
    {
        _steps.Add(name);
        return fault?.Invoke(name) is { } exception ? throw exception : result;
    }
}
