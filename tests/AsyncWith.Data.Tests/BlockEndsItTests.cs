using System.Data.Common;
using AsyncWith.Servers;
using AsyncWith.Tests.Support;
using Xunit;

namespace AsyncWith.Data.Tests;

/// <summary>Row: the block itself calls Commit or Rollback.</summary>
[Trait("Row", "the block itself calls Commit or Rollback")]
public sealed class BlockEndsItTests(PostgresFixture postgres) : StoreTests(postgres)
{
    public enum End
    {
        Commit,
        Rollback,
        Dispose,
    }

    [Theory, AllCombinations]
    public Task Nothing_more_is_done(Database database, End end, bool ownConnection, bool throws) => OnAsync(database, async store =>
    {
        await using var connection = await store.Source.OpenConnectionAsync();
        var thrown = throws ? new FormatException() : null;

        var left = await Record.ExceptionAsync(() => store.Source.RunAsync(connection, ownConnection, EndAsync));

        Assert.Same(thrown, left);
        Assert.Empty(thrown?.Data ?? new Dictionary<string, string>());
        await store.HoldsAsync(end == End.Commit ? [1] : []);
        await connection.Transaction().UseAsync(async () => { });

        async Task EndAsync(DbTransaction transaction)
        {
            await transaction.ExecuteAsync(Store.Insert(1));
            await (end switch
            {
                End.Commit => transaction.CommitAsync(),
                End.Rollback => transaction.RollbackAsync(),
                _ => transaction.DisposeAsync().AsTask(),
            });
            if (thrown is not null)
                throw thrown;
        }
    });
}
