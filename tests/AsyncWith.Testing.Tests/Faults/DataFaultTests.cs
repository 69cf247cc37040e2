using AsyncWith.Data;
using Xunit;
using static AsyncWith.Testing.Tests.Faults.Exhaustion;

namespace AsyncWith.Testing.Tests.Faults;

/// <summary>The managers for databases: a fault and a cancellation at every step.</summary>
public sealed class DataFaultTests
{
    [Fact]
    public Task A_connection() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        await using var source = new FakeDataSource(fakes);
        await source.Connect().UseAsync(_ => fakes.BlockAsync(token), token);
    });

    [Fact]
    public Task A_transaction_with_its_connection() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        await using var source = new FakeDataSource(fakes);
        await source.Transaction().UseAsync(
            async transaction =>
            {
                transaction.OnCommitted(() => fakes.StepAsync("committed"));
                await fakes.BlockAsync(token);
                await using var command = transaction.CreateCommand("work");
                await command.ExecuteNonQueryAsync(CancellationToken.None);
                transaction.OnCommitted(() => fakes.StepAsync("committed, too"));
            },
            token);
    });

    [Fact]
    public Task A_transaction_on_a_connection() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        await using var source = new FakeDataSource(fakes);
        await source.Connect().UseAsync(connection => connection.Transaction().UseAsync(_ => fakes.BlockAsync(token), token), token);
    });

    [Fact]
    public Task Savepoints() => AssertNothingLeaksOrIsLostAsync(async (fakes, token) =>
    {
        await using var source = new FakeDataSource(fakes);
        await source.Transaction().UseAsync(
            transaction => transaction.Savepoint().UseAsync(
                _ => transaction.Savepoint("inner").UseAsync(_ => fakes.BlockAsync(token), token), token),
            token);
    });
}
