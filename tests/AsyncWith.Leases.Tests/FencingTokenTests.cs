using System.Text.RegularExpressions;
using AsyncWith.Leases.Tests.Support;
using AsyncWith.Servers;
using AsyncWith.Tests.Conventions;
using AsyncWith.Tests.Support;
using Npgsql;
using Xunit;

namespace AsyncWith.Leases.Tests;

/// <summary>The SQL of the fencing tokens, as it stands in docs/leases.md, on a server.</summary>
public sealed partial class FencingTokenTests(PostgresFixture postgres)
{
    private static readonly string _document = Repository.Read("docs/leases.md");

    [Fact]
    public Task Each_token_is_greater_than_the_one_before_it_for_each_name() => OnDatabaseAsync(async (_, database) =>
    {
        var atOnce = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => NextAsync(database, "a").AsTask())).OrTimeout();

        Assert.Equal(Enumerable.Range(1, 50).Select(token => (long)token), atOnce.Order());
        Assert.Equal(51, await NextAsync(database, "a"));
        Assert.Equal(1, await NextAsync(database, "b"));
    });

    [Fact]
    public Task A_later_holder_may_write_again_and_an_earlier_one_may_not_write_after_it() => OnDatabaseAsync(async (_, database) =>
    {
        var (earlier, later) = (await NextAsync(database, "a"), await NextAsync(database, "a"));

        Assert.Equal(1, await WriteAsync(database, earlier, pieces: 1)); // nobody has written later yet
        Assert.Equal(1, await WriteAsync(database, later, pieces: 2));
        Assert.Equal(1, await WriteAsync(database, later, pieces: 3));
        Assert.Equal(0, await WriteAsync(database, earlier, pieces: 4));
        Assert.Equal(3, await PiecesAsync(database));
    });

    [Fact]
    public Task A_holder_whose_lease_was_lost_overwrites_nothing_of_the_next_holder() => OnDatabaseAsync(async (store, database) =>
    {
        var options = new LeaseOptions { FencingTokens = (name, cancellationToken) => NextAsync(database, name, cancellationToken) };
        var written = -1;

        var error = await store.Lease("a", options).ErrorOfAsync(async first =>
        {
            await store.LoseAsync("a");
            await store.Lease("a", options).UseAsync(async second =>
            {
                Assert.True(second.FencingToken > first.FencingToken);
                Assert.Equal(1, await WriteAsync(database, second.FencingToken!.Value, pieces: 2));
            });
            written = await WriteAsync(database, first.FencingToken!.Value, pieces: 1); // it has not noticed yet
        });

        Assert.Equal(0, written);
        Assert.Equal(2, await PiecesAsync(database));
        Assert.IsType<LeaseLostException>(error);
    });

    private static async ValueTask<long> NextAsync(NpgsqlDataSource database, string name, CancellationToken cancellationToken = default)
    {
        await using var command = database.CreateCommand(NextPattern().Match(_document).Value);
        command.Parameters.AddWithValue("name", name);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<int> WriteAsync(NpgsqlDataSource database, long token, int pieces)
    {
        await using var write = database.CreateCommand(WritePattern().Match(_document).Value);
        write.Parameters.AddWithValue("pieces", pieces);
        write.Parameters.AddWithValue("item", "chair");
        write.Parameters.AddWithValue("token", token);
        return await write.ExecuteNonQueryAsync();
    }

    private static async Task<int> PiecesAsync(NpgsqlDataSource database)
    {
        await using var read = database.CreateCommand("select pieces from stock");
        return (int)(await read.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex("create table fencing_tokens .*")]
    private static partial Regex TablePattern();

    [GeneratedRegex("insert into fencing_tokens[^\"]*returning token")]
    private static partial Regex NextPattern();

    [GeneratedRegex("update stock set [^\"]*")]
    private static partial Regex WritePattern();

    private async Task OnDatabaseAsync(Func<PostgresLeaseStore, NpgsqlDataSource, Task> test) => await postgres.LeaseStore().UseAsync(async store =>
    {
        await using var database = NpgsqlDataSource.Create(store.ConnectionString);
        await ExecuteAsync(database, TablePattern().Match(_document).Value);
        await ExecuteAsync(database, "create table stock (item text primary key, pieces int not null, token bigint not null)");
        await ExecuteAsync(database, "insert into stock values ('chair', 0, 0)");
        await test(store, database);
    }).OrTimeout();
}
