using System.Data;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Polly;
using Polly.Retry;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Retries with Polly, as the documents show them: a fresh manager for each attempt.</summary>
public sealed class RetryTests(PostgresFixture postgres) : StoreTests(postgres)
{
    private static readonly ResiliencePipeline _retries = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => new(arguments.Outcome.Exception is { } exception && TransactionFailure.IsRetryable(exception)),
            MaxRetryAttempts = 1000,
            Delay = TimeSpan.FromMilliseconds(1),
            BackoffType = DelayBackoffType.Constant,
            UseJitter = true,
        })
        .Build();

    [Fact]
    public Task Serializable_transactions_that_collide_are_run_again_until_all_are_done() => OnAsync(Database.Postgres, async store =>
    {
        const int Workers = 8;
        const int Rounds = 10;
        await store.ExecuteAsync("CREATE TABLE counter (value BIGINT NOT NULL); INSERT INTO counter VALUES (0)");
        var (attempts, announced) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                await _retries.ExecuteAsync(async token => await store.Source.Transaction(IsolationLevel.Serializable).UseAsync(async transaction =>
                {
                    Interlocked.Increment(ref attempts);
                    transaction.OnCommitted(async () => Interlocked.Increment(ref announced));
                    var value = (long)(await transaction.Connection.ScalarAsync("SELECT value FROM counter"))!;
                    await transaction.ExecuteAsync($"UPDATE counter SET value = {value + 1}", token);
                }, token));
            }
        }))).OrTimeout();

        Assert.Equal(Workers * Rounds, await store.CountAsync("SELECT value FROM counter"));
        Assert.Equal(Workers * Rounds, announced);
        Assert.True(attempts > Workers * Rounds, "Nothing collided, so nothing was proved.");
    });

    [Fact]
    public async Task A_file_that_is_busy_is_tried_again() => await Open(Database.Sqlite, "Default Timeout=1").UseAsync(async store =>
    {
        var attempts = 0;
        await using var other = await store.Source.OpenConnectionAsync();
        var blocking = await other.BeginTransactionAsync();

        await _retries.ExecuteAsync(async token => await store.Source.Transaction().UseAsync(async transaction =>
            await transaction.ExecuteAsync(Store.Insert(1)), token).AsTask().ContinueWith(async attempt =>
        {
            if (++attempts == 1)
                await blocking.DisposeAsync();
            await attempt;
        }, TaskScheduler.Default).Unwrap());

        Assert.Equal(2, attempts);
        await store.HoldsAsync(1);
    });

    [Fact]
    public Task A_block_that_fails_for_another_reason_is_not_run_again() => OnAsync(Database.Postgres, async store =>
    {
        var attempts = 0;

        await Assert.ThrowsAsync<TransactionRolledBackException>(async () => await _retries.ExecuteAsync(async token =>
            await store.Source.Transaction().UseAsync(async transaction =>
            {
                attempts++;
                await transaction.ExecuteAsync(Store.Insert(1), token);
                await transaction.Transaction.FailAsync(Store.Insert(1));
            }, token)));

        Assert.Equal(1, attempts);
    });
}
