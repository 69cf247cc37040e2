using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Medallion.Threading.Postgres;
using Npgsql;
using Xunit;

namespace AsyncWith.Leases.Tests;

/// <summary>The network keeps back that the connection has ended, until the exit speaks.</summary>
public sealed class PostgresUnnoticedLossTests(PostgresFixture postgres)
{
    [Theory, Trait("Row", "completes, lease lost (not noticed)")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_loss_that_nobody_could_notice_fails_the_block(bool multiplexing)
    {
        var (error, wasNoticed) = await LoseUnnoticedAsync(options => options.UseMultiplexing(multiplexing));

        Assert.False(wasNoticed);
        Assert.NotNull(Assert.IsType<LeaseLostException>(error).InnerException);
    }

    [Fact, Trait("Limitation", "PostgreSQL locks in a transaction rely on LostToken alone")]
    public async Task A_lock_in_a_transaction_knows_only_of_a_loss_that_was_noticed()
    {
        var (error, wasNoticed) = await LoseUnnoticedAsync(options => options.UseTransaction());

        Assert.False(wasNoticed);
        Assert.Null(error);
    }

    private async Task<(Exception? Error, bool WasNoticed)> LoseUnnoticedAsync(Action<PostgresConnectionOptionsBuilder> options)
    {
        var wasNoticed = true;
        var error = await postgres.LeaseStore().UseAsync(async direct =>
        {
            var connection = new NpgsqlConnectionStringBuilder(direct.ConnectionString);
            await using var proxy = new TcpProxy(connection.Port);
            (connection.Port, connection.Options) = (proxy.Port, null); // a watch that the server ends would notice
            await using var database = NpgsqlDataSource.Create(direct.ConnectionString);

            return await new PostgresLeaseStore(connection.ConnectionString, database, options).Lease("a").ErrorOfAsync(async lease =>
            {
                await direct.WatchedAsync();
                proxy.KeepBackUntilAClientSpeaks();
                await direct.LoseAsync("a");
                wasNoticed = lease.LostToken.IsCancellationRequested;
            });
        }).OrTimeout();

        return (error, wasNoticed);
    }
}
