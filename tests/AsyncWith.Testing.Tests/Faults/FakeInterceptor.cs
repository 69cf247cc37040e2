using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>Makes a step of all that a context does with its database. Connections count as open until they are closed.</summary>
internal sealed class FakeInterceptor(Fakes fakes) : DbTransactionInterceptor, IDbConnectionInterceptor, IDbCommandInterceptor
{
    public ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("open connection", result, cancellationToken);

    public Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        var handle = fakes.Handles.Take();
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState == ConnectionState.Closed)
                handle.Dispose();
        };
        return Task.CompletedTask;
    }

    public async Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData) => await fakes.StepAsync("close connection");

    public ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        StepAsync(command.CommandText, result, cancellationToken);

    public ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        StepAsync(command.CommandText, result, cancellationToken);

    public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default) =>
        StepAsync("begin", result, cancellationToken);

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("commit", result, cancellationToken);

    public override ValueTask<InterceptionResult> TransactionRollingBackAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("roll back", result, cancellationToken);

    public override ValueTask<InterceptionResult> CreatingSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("save", result, cancellationToken);

    public override ValueTask<InterceptionResult> ReleasingSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("release savepoint", result, cancellationToken);

    public override ValueTask<InterceptionResult> RollingBackToSavepointAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        StepAsync("roll back to savepoint", result, cancellationToken);

    private async ValueTask<T> StepAsync<T>(string name, T result, CancellationToken cancellationToken)
    {
        await fakes.StepAsync(name, cancellationToken);
        return result;
    }
}
